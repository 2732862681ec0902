#include "tiles.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <array>
#include <utility>

// Only processors that were asked run this; the rest of the addon is compiled for all.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif

namespace supcon {
namespace {

/** Columns and rows that 12 of the 16 registers hold; the others hold what is multiplied. */
constexpr int64_t BLOCK_COLUMNS = 16;
constexpr int BLOCK_ROWS = 6;
/** Two blocks: the half of a panel that one of them brought near serves the other. */
constexpr int64_t GRADIENT_ROWS = 2 * BLOCK_ROWS;
/** More of them, as all panels of a large matrix do not fit into the second cache. */
constexpr int64_t PRODUCT_ROWS = 8 * BLOCK_ROWS;

void panelOfRows(const float* rows, int64_t stride, int64_t count, const float*, uint32_t* panel) {
  float* to = reinterpret_cast<float*>(panel);
  for (int64_t row = 0; row < count; row++, rows += stride, to += TILE_COLUMNS)
    for (int64_t column = 0; column < TILE_COLUMNS; column += 8) _mm256_store_ps(to + column, _mm256_loadu_ps(rows + column));
}

void panelOfColumns(const float* rows, int64_t stride, int64_t count, uint32_t* panel) {
  float* to = reinterpret_cast<float*>(panel);
  const __m256i places = _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(static_cast<int>(stride)));
  for (int64_t word = 0; word < count; word++, to += TILE_COLUMNS)
    for (int64_t column = 0; column < TILE_COLUMNS; column += 8) _mm256_store_ps(to + column, _mm256_i32gather_ps(rows + column * stride + word, places, 4));
}

void gather(const float* const* rows, int64_t at, int64_t count, int64_t columns, uint32_t* words) {
  const __m256i counted = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), all = _mm256_set1_epi32(static_cast<int>(columns));
  const __m256i first = _mm256_cmpgt_epi32(all, counted), second = _mm256_cmpgt_epi32(all, _mm256_add_epi32(counted, _mm256_set1_epi32(8)));
  float* to = reinterpret_cast<float*>(words);
  for (int64_t row = 0; row < count; row++, to += columns) {
    _mm256_storeu_ps(to, _mm256_maskload_ps(rows[row] + at, first));
    _mm256_storeu_ps(to + 8, _mm256_maskload_ps(rows[row] + at + 8, second));
  }
}

/** Adds up R rows of a block. @param at(word, row) the value of the left factor. */
template <int R, bool ASKS, typename At>
inline void sum(int64_t words, At at, const float* panel, Soon soon, Soon too, __m256 (&sums)[R][2]) {
#pragma GCC unroll 6
  for (int row = 0; row < R; row++) sums[row][0] = sums[row][1] = _mm256_setzero_ps();
  // Without, counting and asking for the next instructions takes a sixth of the time.
#pragma GCC unroll 4
  for (int64_t word = 0; word < words; word++, panel += TILE_COLUMNS) {
    if (ASKS) {
      _mm_prefetch(soon.from, _MM_HINT_T0);
      _mm_prefetch(too.from, _MM_HINT_T0);
      soon.from = std::min(soon.from + 64, soon.last);
      too.from = std::min(too.from + 64, too.last);
    }
    const __m256 left = _mm256_load_ps(panel), right = _mm256_load_ps(panel + 8);
#pragma GCC unroll 6
    for (int row = 0; row < R; row++) {
      const __m256 value = _mm256_set1_ps(at(word, row));
      sums[row][0] = _mm256_fmadd_ps(value, left, sums[row][0]);
      sums[row][1] = _mm256_fmadd_ps(value, right, sums[row][1]);
    }
  }
}

template <int R, bool ASKS>
void productOf(int64_t words, const float* x, int64_t xStride, const float* panel, float* y, int64_t yStride, Soon soon) {
  __m256 block[R][2];
  sum<R, ASKS>(words, [=](int64_t word, int row) { return x[row * xStride + word]; }, panel, soon, soon, block);
#pragma GCC unroll 6
  for (int row = 0; row < R; row++)
    for (int half = 0; half < 2; half++) _mm256_stream_ps(y + row * yStride + 8 * half, block[row][half]);
}

template <int R, bool ASKS>
void accumulateOf(int64_t words, const float* a, int64_t aStride, const float* panel, float* sums, int64_t stride, bool adds, Soon soon, Soon too) {
  __m256 block[R][2];
  if (adds)
    for (int row = 0; row < R; row++) _mm_prefetch(reinterpret_cast<const char*>(sums + row * stride), _MM_HINT_T0);
  sum<R, ASKS>(words, [=](int64_t word, int row) { return a[word * aStride + row]; }, panel, soon, too, block);
#pragma GCC unroll 6
  for (int row = 0; row < R; row++) {
    float* to = sums + row * stride;
    for (int half = 0; half < 2; half++, to += 8) _mm256_storeu_ps(to, adds ? _mm256_add_ps(_mm256_loadu_ps(to), block[row][half]) : block[row][half]);
  }
}

template <bool ASKS, int... R>
constexpr auto productsOf(std::integer_sequence<int, R...>) {
  return std::array<decltype(&productOf<1, ASKS>), sizeof...(R)>{productOf<R + 1, ASKS>...};
}

template <bool ASKS, int... R>
constexpr auto accumulatesOf(std::integer_sequence<int, R...>) {
  return std::array<decltype(&accumulateOf<1, ASKS>), sizeof...(R)>{accumulateOf<R + 1, ASKS>...};
}

using AnyRows = std::make_integer_sequence<int, BLOCK_ROWS>;

/** Calls `block` for each block of a tile of `count` rows: blocks of rows as equal as can be. @param block of its first row, its rows, its first column and whether it is the first one, which asks for memory. */
template <typename Block>
inline void inBlocks(int64_t count, Block block) {
  const int64_t blocks = (count + BLOCK_ROWS - 1) / BLOCK_ROWS;
  for (int64_t column = 0; column < TILE_COLUMNS; column += BLOCK_COLUMNS) {
    for (int64_t at = 0; at < blocks; at++) {
      const int64_t first = count * at / blocks;
      block(first, count * (at + 1) / blocks - first, column, column == 0 && at == 0);
    }
  }
}

void product(int64_t count, int64_t words, const float* x, int64_t xStride, const uint32_t* panel, float* y, int64_t yStride, Soon soon) {
  static constexpr auto ASKING = productsOf<true>(AnyRows()), OTHERS = productsOf<false>(AnyRows());
  const float* columns = reinterpret_cast<const float*>(panel);
  inBlocks(count, [=](int64_t row, int64_t rows, int64_t column, bool asks) {
    (asks ? ASKING : OTHERS)[rows - 1](words, x + row * xStride, xStride, columns + column, y + row * yStride + column, yStride, soon);
  });
}

void accumulate(int64_t count, int64_t words, const uint32_t* a, const uint32_t* panel, float* sums, int64_t stride, bool adds, Soon soon, Soon too) {
  static constexpr auto ASKING = accumulatesOf<true>(AnyRows()), OTHERS = accumulatesOf<false>(AnyRows());
  const float *values = reinterpret_cast<const float*>(a), *columns = reinterpret_cast<const float*>(panel);
  inBlocks(count, [=](int64_t row, int64_t rows, int64_t column, bool asks) {
    (asks ? ASKING : OTHERS)[rows - 1](words, values + row, count, columns + column, sums + row * stride + column, stride, adds, soon, too);
  });
}

void nothing() {}

constexpr Tiles<float> TILES = {PRODUCT_ROWS, GRADIENT_ROWS, 1, nothing, nothing, panelOfRows, panelOfColumns, gather, product, accumulate, nullptr, nullptr};

}  // namespace
}  // namespace supcon

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

const supcon::Tiles<float>* supcon::avx2::floatTiles() { return &TILES; }

#else

const supcon::Tiles<float>* supcon::avx2::floatTiles() { return nullptr; }

#endif
