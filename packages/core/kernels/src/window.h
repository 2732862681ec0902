#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "operation.h"
#include "tensors.h"

namespace supcon {

/** A window that goes over pictures, what kernels of convolutions and pooling are made with; sides in pixels. */
struct Window {
  int64_t kernel, stride, padding;
};

inline Window window(const Attributes& of) { return {of.integer("kernel"), of.integer("stride"), of.integer("padding")}; }

/** A window on pictures [n, height, width, channels]. */
struct Geometry {
  int64_t n, height, width, channels, rows, columns;

  Geometry(const std::vector<int64_t>& shape, const Window& window)
      : n(shape[0]), height(shape[1]), width(shape[2]), channels(shape[3]), rows(places(height, window)), columns(places(width, window)) {}

  /** Windows side by side along one axis. */
  static int64_t places(int64_t side, const Window& window) { return (side + 2 * window.padding - window.kernel) / window.stride + 1; }
  int64_t windows() const { return n * rows * columns; }
  int64_t values(const Window& window) const { return window.kernel * window.kernel * channels; }
};

inline bool fits(Run& run, const std::vector<int64_t>& shape, const Window& window) {
  return run.expect(shape.size() == 4, "pictures must be [N, H, W, C]") &&
         run.expect(window.kernel > 0 && window.stride > 0 && window.padding >= 0, "kernel and stride must be above 0, padding not below") &&
         run.expect(window.padding < window.kernel, "each window must reach into the picture") &&
         run.expect(std::min(shape[1], shape[2]) + 2 * window.padding >= window.kernel, "the kernel must fit into the padded picture");
}

}  // namespace supcon
