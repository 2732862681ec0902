#pragma once

#include "tiles.h"
#include "window.h"

namespace supcon {

/**
 * The gradient of a convolution's kernel at a stride of 1, read from pictures that were turned once: [C, pixels], padded. What the next tap sees are the same rows, a pixel or a row further on, so that nothing is gathered
 * for each tap. Pixels of the padding are multiplied too, by 0.
 */
template <typename T>
class ShiftedGradient {
 public:
  ShiftedGradient(const Tiles<T>& tiles, const Geometry& at, const Window& window, int64_t outputs)
      : tiles_(tiles), at_(at), window_(window), outputs_(outputs), across_(at.width + 2 * window.padding) {}

  /** Whether it can be computed so, and faster. */
  bool fits() const;

  /** @param dw [kernel, kernel, C, O]: sums of each `segments` of the pictures, and then of those.  @returns whether there was memory. */
  bool run(const T* x, const T* dy, float* dw) const;

 private:
  int64_t values() const { return window_.kernel * window_.kernel * at_.channels * outputs_; }
  int64_t segments() const;
  /** Values of a channel of a turned picture, to where the last tap of the last word reaches. */
  int64_t stride() const;
  void addPicture(const T* x, const T* dy, bool first, T* turned, T* staged, uint32_t* panels, float* sums) const;

  const Tiles<T>& tiles_;
  const Geometry& at_;
  const Window& window_;
  const int64_t outputs_, across_;
};

}  // namespace supcon
