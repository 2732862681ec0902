#include "patches.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "operation.h"
#include "row-chunks.h"
#include "row-loops.h"
#include "tensors.h"
#include "window.h"

namespace supcon {
namespace {

template <typename T>
void patches(const Window& window, Run& run) {
  const Tensor x = run.input(0);
  if (run.failed() || !fits(run, x.shape(), window)) return;
  const Geometry at(x.shape(), window);
  const Tensor out = run.output(0, x.type(), {at.windows(), at.values(window)});
  if (run.failed() || out.size() == 0) return;
  const int64_t across = window.kernel * at.channels;
  RowChunks(at.windows(), at.values(window)).forEach([&](int64_t, int64_t first, int64_t count) {
    T* to = out.data<T>() + first * at.values(window);
    for (int64_t place = first; place < first + count; place++) {
      const int64_t picture = place / (at.rows * at.columns);
      const int64_t top = place / at.columns % at.rows * window.stride - window.padding;
      const int64_t left = place % at.columns * window.stride - window.padding;
      // The pixels of a window that lie side by side lie so in memory.
      const int64_t begin = std::max<int64_t>(left, 0), end = std::min(left + window.kernel, at.width);
      for (int64_t y = top; y < top + window.kernel; y++, to += across) {
        if (y < 0 || y >= at.height) {
          std::memset(to, 0, across * sizeof(T));
          continue;
        }
        const T* from = x.data<T>() + ((picture * at.height + y) * at.width + begin) * at.channels;
        std::memset(to, 0, (begin - left) * at.channels * sizeof(T));
        std::memcpy(to + (begin - left) * at.channels, from, (end - begin) * at.channels * sizeof(T));
        std::memset(to + (end - left) * at.channels, 0, (left + window.kernel - end) * at.channels * sizeof(T));
      }
    }
  });
}

template <typename T>
void patchSum(const Window& window, Run& run) {
  const Tensor patches = run.input(0), sides = run.input(1);
  if (run.failed() || !run.expect(sides.size() == 4, "shape must have four sides")) return;
  const std::vector<int64_t> shape(sides.data<int32_t>(), sides.data<int32_t>() + 4);
  if (!fits(run, shape, window)) return;
  const Geometry at(shape, window);
  if (!run.expect(patches.size() == at.windows() * at.values(window), "patches must be those of a picture of this shape")) return;
  const Tensor x = run.output(0, patches.type(), shape);
  if (run.failed() || x.size() == 0) return;
  const RowLoops<T>& loops = rowLoops<T>();
  RowChunks(at.n * at.height * at.width, at.channels).forEach([&](int64_t, int64_t first, int64_t count) {
    std::vector<float> sums(at.channels);
    for (int64_t pixel = first; pixel < first + count; pixel++) {
      const int64_t picture = pixel / (at.height * at.width);
      const int64_t y = pixel / at.width % at.height + window.padding, column = pixel % at.width + window.padding;
      std::fill(sums.begin(), sums.end(), 0.0f);
      for (int64_t ky = y % window.stride; ky < window.kernel && ky <= y; ky += window.stride) {
        const int64_t row = (y - ky) / window.stride;
        if (row >= at.rows) continue;
        for (int64_t kx = column % window.stride; kx < window.kernel && kx <= column; kx += window.stride) {
          const int64_t place = (column - kx) / window.stride;
          if (place >= at.columns) continue;
          const int64_t patch = (picture * at.rows + row) * at.columns + place;
          loops.accumulate(patches.data<T>() + patch * at.values(window) + (ky * window.kernel + kx) * at.channels, at.channels, sums.data());
        }
      }
      loops.narrow(sums.data(), at.channels, x.data<T>() + pixel * at.channels);
    }
  });
}

}  // namespace

void registerPatches() {
  define({"SupconPatches", {"kernel: int", "stride: int", "padding: int"}, {"x: T"}, {"patches: T"}});
  addKernel<window, patches<float>>("SupconPatches", TF_FLOAT);
  addKernel<window, patches<bfloat16>>("SupconPatches", TF_BFLOAT16);
  define({"SupconPatchSum", {"kernel: int", "stride: int", "padding: int"}, {"patches: T", "shape: int32"}, {"x: T"}});
  addKernel<window, patchSum<float>>("SupconPatchSum", TF_FLOAT);
  addKernel<window, patchSum<bfloat16>>("SupconPatchSum", TF_BFLOAT16);
}

}  // namespace supcon
