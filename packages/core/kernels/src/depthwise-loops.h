#pragma once

#include <cstdint>

#include "rows.h"

// Loops of depthwise convolutions, compiled once for each instruction set; row-loops.cc picks one for the processor.

namespace supcon {

/** The largest kernel has 11 x 11. */
constexpr int64_t MOST_TAPS = 121;

/** Channels that lie side by side: a vector register of AVX-512, a line of the cache. */
constexpr int64_t BLOCK_CHANNELS = 16;

inline int64_t channelBlocks(int64_t channels) { return (channels + BLOCK_CHANNELS - 1) / BLOCK_CHANNELS; }

/** What is summed for each place of a row: values of a source times values of a weight, channel by channel. Both are float32 in blocks of channels, 0
 * behind the last one: a block's pixels lie side by side, so that what one block needs stays in the nearest cache. */
struct Taps {
  /** Each at the first place's pixel in the first block. */
  const float* const* sources;
  /** Values from a block of the sources to the next. */
  int64_t sourceBlock;
  /** Each at the first block. */
  const float* const* weights;
  int64_t weightBlock;
  int64_t count;
};

/** T: float or bfloat16. */
template <typename T>
struct DepthwiseLoops {
  /** Pixels [width, channels] into blocks: pixel after pixel of the first one, and the others each `block` values further on. */
  void (*spread)(const T* x, int64_t width, int64_t channels, float* row, int64_t block);

  /** y(place) = sum over the taps. @param step pixels from one place's source to the next one's. @param yStep values from one place of y to the next. */
  void (*convolve)(const Taps& taps, int64_t step, T* y, int64_t yStep, int64_t places, int64_t channels);

  /** sums(row, column) += sum over the places of x(row, place * stride + column) * dy(place), for the kernel's rows and columns.
   * @param x each row at the first place's first column. @param sums [blocks, kernel, kernel, 16] */
  void (*correlate)(const float* const* x, int64_t xBlock, int64_t kernel, int64_t stride, const float* dy, int64_t dyBlock, int64_t places,
                    float* sums, int64_t blocks);
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
