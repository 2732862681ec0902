#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "depthwise-loops.h"

namespace supcon {

/** The last few rows of pictures [height, width, channels] as float32 in blocks of channels (see `Taps`), with pixels of 0 around them, so that no window has
 * to ask where the picture ends. */
class PaddedRows {
 public:
  /** @param kept rows that are asked for at once. @param left, right pixels before and behind each row. */
  PaddedRows(int64_t kept, int64_t height, int64_t left, int64_t width, int64_t right, int64_t channels)
      : block((kept + 1) * (left + width + right) * BLOCK_CHANNELS), height_(height), left_(left), width_(width), channels_(channels),
        size_((left + width + right) * BLOCK_CHANNELS), values_(channelBlocks(channels) * block), held_(kept, -1) {}

  /** From now on rows are another picture's. */
  void turnTo() { std::fill(held_.begin(), held_.end(), -1); }

  /** The row `y` of a picture, from the first pixel before it on; 0 above and below. Stays as it is until `kept` other rows were asked for. */
  template <typename T>
  const float* row(const T* picture, int64_t y) {
    const int64_t kept = static_cast<int64_t>(held_.size());
    if (y < 0 || y >= height_) return values_.data() + kept * size_;
    const int64_t slot = y % kept;
    float* row = values_.data() + slot * size_;
    if (held_[slot] != y) depthwiseLoops<T>().spread(picture + y * width_ * channels_, width_, channels_, row + left_ * BLOCK_CHANNELS, block);
    held_[slot] = y;
    return row;
  }

  /** Values from a block of channels to the next. */
  const int64_t block;

 private:
  int64_t height_, left_, width_, channels_, size_;
  std::vector<float> values_;
  /** Which rows lie in the slots. */
  std::vector<int64_t> held_;
};

}  // namespace supcon
