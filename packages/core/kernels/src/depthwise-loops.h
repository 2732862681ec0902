#pragma once

#include <cstdint>

#include "rows.h"

// Loops of depthwise convolutions, compiled once for each instruction set; row-loops.cc picks one for the processor.

namespace supcon {

/** The largest kernel has 11 x 11. */
constexpr int64_t MOST_TAPS = 121;

/** What is summed for each place of a row: values of a source times values of a weight, channel by channel. */
struct Taps {
  /** Each at the first place's pixel. */
  const float* const* sources;
  /** [channels] each. */
  const float* const* weights;
  int64_t count;
};

/** Sources are float32 pixels that lie `pitch` values apart, a multiple of 16 that is not below the channels; what lies between is 0.
 * T: float or bfloat16. */
template <typename T>
struct DepthwiseLoops {
  /** A row of pixels [width, channels] as float32. */
  void (*spread)(const T* x, int64_t width, int64_t channels, float* row, int64_t pitch);

  /** y(place) = sum over the taps. @param step values from one place's source to the next one's. @param yStep the same of y. */
  void (*convolve)(const Taps& taps, int64_t step, T* y, int64_t yStep, int64_t places, int64_t channels);

  /** sums(row, column) += sum over the places of x(row, place * stride + column) * dy(place), for the kernel's rows and columns.
   * @param x each row at the first place's first column. @param sums [kernel, kernel, pitch] */
  void (*correlate)(const float* const* x, int64_t kernel, int64_t stride, const float* dy, int64_t places, float* sums, int64_t pitch);
};

/** The loops for this processor. */
template <typename T>
const DepthwiseLoops<T>& depthwiseLoops();

namespace baseline {
const DepthwiseLoops<float>& floatDepthwise();
const DepthwiseLoops<bfloat16>& bfloat16Depthwise();
}  // namespace baseline
namespace avx2 {
const DepthwiseLoops<float>& floatDepthwise();
const DepthwiseLoops<bfloat16>& bfloat16Depthwise();
}  // namespace avx2
namespace avx512 {
const DepthwiseLoops<float>& floatDepthwise();
const DepthwiseLoops<bfloat16>& bfloat16Depthwise();
}  // namespace avx512

}  // namespace supcon
