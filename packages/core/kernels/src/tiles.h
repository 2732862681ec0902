#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "rows.h"

// Tiles of matrix products: in float32 for processors with AVX2 and FMA or with AVX-512, in bfloat16 where the processor multiplies it itself (AVX-512 BF16 or AMX). What is multiplied are words of 32 bits: one float32, or a
// pair of bfloat16 that follow each other along the summed axis, whose products are added up in float32.

namespace supcon {

/** Output columns of a tile. */
constexpr int64_t TILE_COLUMNS = 32;

template <typename T>
constexpr int64_t IN_WORD = sizeof(uint32_t) / sizeof(T);

/** Memory that is needed soon: the processor is asked for one line of it with each word of a tile, as far as the words go. */
struct Soon {
  const char* from;
  const char* last;

  /** Part `at` of `parts` of so many values. */
  template <typename T>
  static Soon part(const T* values, int64_t count, int64_t at, int64_t parts) {
    const char* from = reinterpret_cast<const char*>(values + count * at / parts);
    return {from, std::max(from, reinterpret_cast<const char*>(values + count * (at + 1) / parts) - 1)};
  }
};

/** T: float or bfloat16. A panel has a word for each of TILE_COLUMNS columns, word after word of the summed axis; panels begin at a multiple of 64 bytes. */
template <typename T>
struct Tiles {
  /** Most output rows of a tile in `product` and in `accumulate`: as many as the processor's registers hold, or a multiple. */
  int64_t productRows, gradientRows;

  /** Panels have whole multiples of so many words; those behind the last are 0. */
  int64_t multiple;

  /** Make the thread's registers ready for `product` and `accumulate`, and give them back. */
  void (*begin)();
  void (*end)();

  /** `count` rows, `stride` values apart, as a panel: the summed axis goes from row to row. `last` is what an odd number of rows is paired up with. */
  void (*panelOfRows)(const T* rows, int64_t stride, int64_t count, const T* last, uint32_t* panel);

  /** TILE_COLUMNS rows of `count` values, `stride` values apart, as a panel: the summed axis goes along the rows. */
  void (*panelOfColumns)(const T* rows, int64_t stride, int64_t count, uint32_t* panel);

  /** Values `at` to `at + columns` of `count` rows, wherever they lie, in words as `accumulate` takes them. There are at most `gradientRows` columns, and whole words of rows.
   * Writes whole multiples of words, `gradientRows` columns of each at most, and up to 16 words behind that. */
  void (*gather)(const T* const* rows, int64_t at, int64_t count, int64_t columns, uint32_t* words);

  /** y[r][c] = sum over `words` of x[r] * panel[c], rounded to T, for `count` rows. What is written goes past the caches.
   * @param x rows `xStride` values apart.  @param y rows `yStride` values apart, at multiples of 64 bytes. */
  void (*product)(int64_t count, int64_t words, const T* x, int64_t xStride, const uint32_t* panel, T* y, int64_t yStride, Soon soon);

  /** sums[r][c] = sum over `words` of a[r] * panel[c], plus what was there where `adds`, for `count` rows.
   * @param a what `gather` wrote.  @param sums rows `stride` values apart. */
  void (*accumulate)(int64_t count, int64_t words, const uint32_t* a, const uint32_t* panel, float* sums, int64_t stride, bool adds, Soon soon, Soon too);

  /** to[c * stride + r] = rows[r * rowStride + c] of `count` rows and 32 columns; then 0 up to a multiple of 32 rows. Null as `accumulateRows` is. */
  void (*transpose)(const T* rows, int64_t rowStride, int64_t count, T* to, int64_t stride);

  /** As `accumulate`, of `gradientRows` rows that are `aStride` values apart and begin anywhere, and whole multiples of words. Null where reading them so is no faster than gathering. */
  void (*accumulateRows)(int64_t words, const T* a, int64_t aStride, const uint32_t* panel, float* sums, int64_t stride, bool adds);
};

/** Null where the processor, or the compiler that this was made with, cannot do it, or SUPCON_KERNELS names something less. */
template <typename T>
const Tiles<T>* tiles();
template <>
const Tiles<float>* tiles<float>();
template <>
const Tiles<bfloat16>* tiles<bfloat16>();

// Only for processors that were asked; null where the compiler knows no such instructions.
namespace avx2 {
const Tiles<float>* floatTiles();
}  // namespace avx2
namespace avx512 {
const Tiles<float>* floatTiles();
const Tiles<bfloat16>* bfloat16Tiles();
}  // namespace avx512
namespace amx {
/** Whether the processor has it and the system lets this process use it. */
bool supported();
const Tiles<bfloat16>* bfloat16Tiles();
}  // namespace amx

/** While it lives this thread can multiply. */
template <typename T>
class Multiplying {
 public:
  explicit Multiplying(const Tiles<T>& tiles) : tiles_(tiles) { tiles_.begin(); }
  Multiplying(const Multiplying&) = delete;
  Multiplying& operator=(const Multiplying&) = delete;
  ~Multiplying() { tiles_.end(); }

 private:
  const Tiles<T>& tiles_;
};

/** Memory for panels that keeps its size: fresh pages for every run would cost as much as the run. */
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { std::free(words_); }

  /** At least that many words, with whatever is in them. Null where there is no memory. */
  uint32_t* words(int64_t count) {
    if (count > size_) {
      std::free(words_);
      const int64_t bytes = (count * sizeof(uint32_t) + 63) / 64 * 64;
      words_ = static_cast<uint32_t*>(std::aligned_alloc(64, bytes));
      size_ = words_ == nullptr ? 0 : count;
    }
    return words_;
  }

 private:
  uint32_t* words_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace supcon
