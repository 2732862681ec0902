#include "tiles.h"

#if defined(__x86_64__) && (defined(__clang__) || __GNUC__ >= 10)

#include <immintrin.h>

#include <array>
#include <utility>

// GCC takes the unset lanes of its own intrinsics for values that were forgotten (its bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

// Only processors that were asked run this; the rest of the addon is compiled for all.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")
#endif

namespace supcon {
namespace {

/** With both columns and what they are multiplied with they fill the 32 registers. */
constexpr int64_t TILE_ROWS = 14;

/** A word of values of some type. */
using Word __attribute__((may_alias)) = uint32_t;

inline __m512 multiplyAdd(__m512 sum, __m512i a, __m512i b, const float*) { return _mm512_fmadd_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), sum); }
inline __m512 multiplyAdd(__m512 sum, __m512i a, __m512i b, const bfloat16*) { return _mm512_dpbf16_ps(sum, (__m512bh)a, (__m512bh)b); }

inline void stream(float* to, __m512 left, __m512 right) {
  _mm512_stream_ps(to, left);
  _mm512_stream_ps(to + 16, right);
}
inline void stream(bfloat16* to, __m512 left, __m512 right) { _mm512_stream_si512(reinterpret_cast<__m512i*>(to), (__m512i)_mm512_cvtne2ps_pbh(right, left)); }

void panelOfRows(const float* rows, int64_t stride, int64_t count, const float*, uint32_t* panel) {
  for (int64_t row = 0; row < count; row++, rows += stride, panel += TILE_COLUMNS) {
    _mm512_store_si512(panel, _mm512_loadu_si512(rows));
    _mm512_store_si512(panel + 16, _mm512_loadu_si512(rows + 16));
  }
}

/** Each value of the first row with that of the second behind it; of the upper half of the columns where `upper`. */
inline __m512i alternate(__m512i first, __m512i second, bool upper) {
  alignas(64) static constexpr uint16_t LOWER[] = {0, 32, 1, 33, 2,  34, 3,  35, 4,  36, 5,  37, 6,  38, 7,  39,
                                                   8, 40, 9, 41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47};
  const __m512i lower = _mm512_load_si512(LOWER);
  return _mm512_permutex2var_epi16(first, upper ? _mm512_add_epi16(lower, _mm512_set1_epi16(16)) : lower, second);
}

void panelOfRows(const bfloat16* rows, int64_t stride, int64_t count, const bfloat16* last, uint32_t* panel) {
  for (int64_t row = 0; row < count; row += 2, rows += 2 * stride, panel += TILE_COLUMNS) {
    const __m512i first = _mm512_loadu_si512(rows), second = _mm512_loadu_si512(row + 1 < count ? rows + stride : last);
    _mm512_store_si512(panel, alternate(first, second, false));
    _mm512_store_si512(panel + 16, alternate(first, second, true));
  }
}

template <typename T>
void panelOfColumns(const T* rows, int64_t stride, int64_t count, uint32_t* panel) {
  const __m512i counted = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i places = _mm512_mullo_epi32(counted, _mm512_set1_epi32(static_cast<int>(stride / IN_WORD<T>)));
  const Word *left = reinterpret_cast<const Word*>(rows), *right = reinterpret_cast<const Word*>(rows + 16 * stride);
  for (int64_t word = 0; word < count / IN_WORD<T>; word++, panel += TILE_COLUMNS) {
    _mm512_store_si512(panel, _mm512_i32gather_epi32(places, left + word, 4));
    _mm512_store_si512(panel + 16, _mm512_i32gather_epi32(places, right + word, 4));
  }
}

void gather(const float* const* rows, int64_t at, int64_t count, int64_t columns, uint32_t* words) {
  const __mmask16 mask = (1u << columns) - 1;
  for (int64_t row = 0; row < count; row++, words += columns) _mm512_storeu_ps(words, _mm512_maskz_loadu_ps(mask, rows[row] + at));
}

void gather(const bfloat16* const* rows, int64_t at, int64_t count, int64_t columns, uint32_t* words) {
  const __mmask16 mask = (1u << columns) - 1;
  for (int64_t row = 0; row < count; row += 2, words += columns) {
    const __m512i first = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, rows[row] + at));
    const __m512i second = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, rows[row + 1] + at));
    _mm512_storeu_si512(words, _mm512_or_si512(first, _mm512_slli_epi32(second, 16)));
  }
}

/** Adds up R rows of a tile. @param at(word, row) the word of the left factor. */
template <typename T, int R, typename At>
inline void sum(int64_t words, At at, const uint32_t* panel, Soon soon, Soon too, __m512 (&sums)[R][2]) {
#pragma GCC unroll 14
  for (int row = 0; row < R; row++) sums[row][0] = sums[row][1] = _mm512_setzero_ps();
  for (int64_t word = 0; word < words; word++, panel += TILE_COLUMNS) {
    _mm_prefetch(soon.from, _MM_HINT_T0);
    _mm_prefetch(too.from, _MM_HINT_T0);
    soon.from = std::min(soon.from + 64, soon.last);
    too.from = std::min(too.from + 64, too.last);
    const __m512i left = _mm512_load_si512(panel), right = _mm512_load_si512(panel + 16);
#pragma GCC unroll 14
    for (int row = 0; row < R; row++) {
      const __m512i value = _mm512_set1_epi32(static_cast<int>(at(word, row)));
      sums[row][0] = multiplyAdd(sums[row][0], value, left, static_cast<const T*>(nullptr));
      sums[row][1] = multiplyAdd(sums[row][1], value, right, static_cast<const T*>(nullptr));
    }
  }
}

template <typename T, int R>
void productOf(int64_t words, const T* x, int64_t xStride, const uint32_t* panel, T* y, int64_t yStride, Soon soon) {
  const Word* from = reinterpret_cast<const Word*>(x);
  const int64_t across = xStride / IN_WORD<T>;
  __m512 sums[R][2];
  sum<T, R>(words, [=](int64_t word, int row) { return from[row * across + word]; }, panel, soon, soon, sums);
#pragma GCC unroll 14
  for (int row = 0; row < R; row++) stream(y + row * yStride, sums[row][0], sums[row][1]);
}

template <typename T, int R>
void accumulateOf(int64_t words, const uint32_t* a, const uint32_t* panel, float* sums, int64_t stride, bool adds, Soon soon, Soon too) {
  __m512 tile[R][2];
  sum<T, R>(words, [=](int64_t word, int row) { return a[word * R + row]; }, panel, soon, too, tile);
#pragma GCC unroll 14
  for (int row = 0; row < R; row++) {
    float* to = sums + row * stride;
    for (int half = 0; half < 2; half++, to += 16) _mm512_storeu_ps(to, adds ? _mm512_add_ps(_mm512_loadu_ps(to), tile[row][half]) : tile[row][half]);
  }
}

template <typename T, int... R>
constexpr auto productsOf(std::integer_sequence<int, R...>) {
  return std::array<decltype(&productOf<T, 1>), sizeof...(R)>{productOf<T, R + 1>...};
}

template <typename T, int... R>
constexpr auto accumulatesOf(std::integer_sequence<int, R...>) {
  return std::array<decltype(&accumulateOf<T, 1>), sizeof...(R)>{accumulateOf<T, R + 1>...};
}

using AnyRows = std::make_integer_sequence<int, TILE_ROWS>;

template <typename T>
void product(int64_t rows, int64_t words, const T* x, int64_t xStride, const uint32_t* panel, T* y, int64_t yStride, Soon soon) {
  static constexpr auto BY_ROWS = productsOf<T>(AnyRows());
  BY_ROWS[rows - 1](words, x, xStride, panel, y, yStride, soon);
}

template <typename T>
void accumulate(int64_t rows, int64_t words, const uint32_t* a, const uint32_t* panel, float* sums, int64_t stride, bool adds, Soon soon, Soon too) {
  static constexpr auto BY_ROWS = accumulatesOf<T>(AnyRows());
  BY_ROWS[rows - 1](words, a, panel, sums, stride, adds, soon, too);
}

void nothing() {}

template <typename T>
constexpr Tiles<T> TILES = {TILE_ROWS, TILE_ROWS, 1, nothing, nothing, panelOfRows, panelOfColumns<T>, gather, product<T>, accumulate<T>, nullptr, nullptr};

}  // namespace
}  // namespace supcon

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace supcon::avx512 {

const Tiles<float>* floatTiles() { return &TILES<float>; }
const Tiles<bfloat16>* bfloat16Tiles() { return __builtin_cpu_supports("avx512bf16") ? &TILES<bfloat16> : nullptr; }

}  // namespace supcon::avx512

#else

namespace supcon::avx512 {

const Tiles<float>* floatTiles() { return nullptr; }
const Tiles<bfloat16>* bfloat16Tiles() { return nullptr; }

}  // namespace supcon::avx512

#endif
