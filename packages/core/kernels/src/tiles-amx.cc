#include "tiles.h"

#if defined(__x86_64__) && defined(__linux__) && (defined(__clang__) ? __clang_major__ >= 12 : __GNUC__ >= 11)

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

// GCC takes the unset lanes of its own intrinsics for values that were forgotten (its bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

// Only processors that were asked run this; the rest of the addon is compiled for all.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,amx-tile,amx-bf16"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,amx-tile,amx-bf16")
#endif

namespace supcon {
namespace {

/** A register of AMX holds 16 rows of 16 words. Four of them sum 32 rows of 32 columns, two hold words of the rows, two those of the columns. */
constexpr int64_t SIDE = 16;
constexpr int64_t TILE_ROWS = 2 * SIDE;
constexpr int64_t REGISTER = SIDE * SIDE;
constexpr int64_t LINE = 64;
static_assert(TILE_COLUMNS == 2 * SIDE);

/** In `product` the columns come from the second cache once for so many rows. */
constexpr int64_t PRODUCT_ROWS = 2 * TILE_ROWS;

/** GCC's intrinsics do not say that they read and write memory. */
inline void memory() { asm volatile("" ::: "memory"); }

struct Configuration {
  uint8_t palette = 1, startRow = 0, reserved[14] = {};
  uint16_t bytes[16] = {LINE, LINE, LINE, LINE, LINE, LINE, LINE, LINE};
  uint8_t rows[16] = {SIDE, SIDE, SIDE, SIDE, SIDE, SIDE, SIDE, SIDE};
};
static_assert(sizeof(Configuration) == 64);
alignas(64) const Configuration EIGHT_REGISTERS;

void begin() { _tile_loadconfig(&EIGHT_REGISTERS); }

void end() { _tile_release(); }

/** Whole registers are multiplied: words behind the last one must be 0. */
void clearRest(int64_t words, uint32_t* panel) {
  for (; words % SIDE != 0; words++) {
    _mm512_store_si512(panel + words * TILE_COLUMNS, _mm512_setzero_si512());
    _mm512_store_si512(panel + words * TILE_COLUMNS + SIDE, _mm512_setzero_si512());
  }
}

void panelOfRows(const bfloat16* rows, int64_t stride, int64_t count, const bfloat16* last, uint32_t* panel) {
  avx512::bfloat16Tiles()->panelOfRows(rows, stride, count, last, panel);
  clearRest((count + 1) / 2, panel);
}

void panelOfColumns(const bfloat16* rows, int64_t stride, int64_t count, uint32_t* panel) {
  avx512::bfloat16Tiles()->panelOfColumns(rows, stride, count, panel);
  clearRest(count / 2, panel);
}

inline __mmask32 first(int64_t values) { return static_cast<__mmask32>((uint64_t{1} << values) - 1); }

/** Eight channels of 32 pixels: those of pixel `8 * lane + part` in each lane. */
inline __m512i eightChannels(const bfloat16* const* pixels, int64_t part, int64_t channel) {
  const auto lane = [=](int at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(pixels[8 * at + part] + channel)); };
  __m512i all = _mm512_castsi128_si512(lane(0));
  all = _mm512_mask_broadcast_i32x4(all, 0x00f0, lane(1));
  all = _mm512_mask_broadcast_i32x4(all, 0x0f00, lane(2));
  return _mm512_mask_broadcast_i32x4(all, 0xf000, lane(3));
}

/** The pixels of each of eight channels, `stride` values apart, from eight channels of all pixels: 8 x 8 values are turned in each lane. */
inline void turn(const __m512i (&from)[8], bfloat16* to, int64_t stride) {
  __m512i pairs[8], fours[8];
#pragma GCC unroll 4
  for (int at = 0; at < 4; at++) {
    pairs[at] = _mm512_unpacklo_epi16(from[2 * at], from[2 * at + 1]);
    pairs[4 + at] = _mm512_unpackhi_epi16(from[2 * at], from[2 * at + 1]);
  }
#pragma GCC unroll 4
  for (int at = 0; at < 4; at++) {
    const int to = at / 2 * 4 + at % 2;
    fours[to] = _mm512_unpacklo_epi32(pairs[2 * at], pairs[2 * at + 1]);
    fours[to + 2] = _mm512_unpackhi_epi32(pairs[2 * at], pairs[2 * at + 1]);
  }
#pragma GCC unroll 4
  for (int at = 0; at < 4; at++, to += 2 * stride) {
    _mm512_storeu_si512(to, _mm512_unpacklo_epi64(fours[2 * at], fours[2 * at + 1]));
    _mm512_storeu_si512(to + stride, _mm512_unpackhi_epi64(fours[2 * at], fours[2 * at + 1]));
  }
}

/** Turns 32 channels of 32 pixels. */
inline void turnAll(const bfloat16* const* pixels, int64_t channel, bfloat16* to, int64_t stride) {
  for (int64_t end = channel + TILE_ROWS; channel < end; channel += 8, to += 8 * stride) {
    __m512i loaded[8];
#pragma GCC unroll 8
    for (int part = 0; part < 8; part++) loaded[part] = eightChannels(pixels, part, channel);
    turn(loaded, to, stride);
  }
}

void transpose(const bfloat16* rows, int64_t rowStride, int64_t count, bfloat16* to, int64_t stride) {
  alignas(64) static const bfloat16 ZEROS[TILE_ROWS] = {};
  const bfloat16* pixels[TILE_ROWS];
  for (int64_t row = 0; row < count; row += TILE_ROWS) {
    for (int64_t pixel = 0; pixel < TILE_ROWS; pixel++) pixels[pixel] = row + pixel < count ? rows + (row + pixel) * rowStride : ZEROS;
    turnAll(pixels, 0, to + row, stride);
  }
}

/** Two registers for every 32 rows: the words of 16 columns each, 0 where there is no such row or column. */
void gather(const bfloat16* const* rows, int64_t at, int64_t count, int64_t columns, uint32_t* words) {
  alignas(64) bfloat16 copies[TILE_ROWS][TILE_ROWS];
  const bfloat16* copied[TILE_ROWS];
  for (int64_t row = 0; row < count; row += TILE_ROWS, words += 2 * REGISTER) {
    const bfloat16* const* pixels = rows + row;
    int64_t channel = at;
    if (columns < TILE_ROWS || row + TILE_ROWS > count) {
      for (int64_t pixel = 0; pixel < TILE_ROWS; pixel++) {
        copied[pixel] = copies[pixel];
        const bool exists = row + pixel < count;
        _mm512_store_si512(copies[pixel], exists ? _mm512_maskz_loadu_epi16(first(columns), pixels[pixel] + at) : _mm512_setzero_si512());
      }
      pixels = copied;
      channel = 0;
    }
    turnAll(pixels, channel, reinterpret_cast<bfloat16*>(words), 2 * SIDE);
  }
}

inline void fetch(Soon& soon, int64_t lines) {
  for (int64_t line = 0; line < lines && soon.from < soon.last; line++, soon.from += LINE) _mm_prefetch(soon.from, _MM_HINT_T0);
}

inline void clearSums() {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
}

/** Adds the products of 16 words. @param a, next of the first and the last 16 rows, `aStride` bytes apart.  @param panel of both halves of the columns. */
inline void multiplyAdd(const void* a, const void* next, int64_t aStride, const uint32_t* panel) {
  _tile_loadd(4, a, aStride);
  _tile_loadd(6, panel, 2 * LINE);
  _tile_loadd(7, panel + SIDE, 2 * LINE);
  _tile_dpbf16ps(0, 4, 6);
  _tile_dpbf16ps(1, 4, 7);
  _tile_loadd(5, next, aStride);
  _tile_dpbf16ps(2, 5, 6);
  _tile_dpbf16ps(3, 5, 7);
}

/** Sums from 0, or from what is there. */
void startSums(const float* sums, int64_t stride, bool adds) {
  memory();
  if (!adds) {
    clearSums();
    return;
  }
  _tile_loadd(0, sums, stride * sizeof(float));
  _tile_loadd(1, sums + SIDE, stride * sizeof(float));
  _tile_loadd(2, sums + SIDE * stride, stride * sizeof(float));
  _tile_loadd(3, sums + SIDE * stride + SIDE, stride * sizeof(float));
}

void storeSums(float* sums, int64_t stride) {
  memory();
  _tile_stored(0, sums, stride * sizeof(float));
  _tile_stored(1, sums + SIDE, stride * sizeof(float));
  _tile_stored(2, sums + SIDE * stride, stride * sizeof(float));
  _tile_stored(3, sums + SIDE * stride + SIDE, stride * sizeof(float));
  memory();
}

/** Adds the products of `words` words of `count` rows that do not fill registers. */
void multiplyAddRest(int64_t count, int64_t words, const bfloat16* x, int64_t xStride, const uint32_t* panel) {
  alignas(64) bfloat16 copies[TILE_ROWS][TILE_ROWS];
  for (int64_t word = 0; word < words; word += SIDE) {
    const __mmask32 mask = first(2 * std::min(SIDE, words - word));
    for (int64_t row = 0; row < TILE_ROWS; row++)
      _mm512_store_si512(copies[row], row < count ? _mm512_maskz_loadu_epi16(mask, x + row * xStride + 2 * word) : _mm512_setzero_si512());
    memory();
    multiplyAdd(copies, copies + SIDE, LINE, panel + word * TILE_COLUMNS);
  }
}

void product(int64_t count, int64_t words, const bfloat16* x, int64_t xStride, const uint32_t* panel, bfloat16* y, int64_t yStride, Soon soon) {
  alignas(64) float sums[TILE_ROWS][TILE_COLUMNS];
  memory();
  const int64_t steps = (count + TILE_ROWS - 1) / TILE_ROWS * ((words + SIDE - 1) / SIDE), lines = (soon.last - soon.from) / LINE / steps + 1;
  for (int64_t group = 0; group < count; group += TILE_ROWS, x += TILE_ROWS * xStride) {
    const int64_t rows = std::min(TILE_ROWS, count - group);
    clearSums();
    int64_t word = 0;
    for (; rows == TILE_ROWS && word + SIDE <= words; word += SIDE) {
      fetch(soon, lines);
      multiplyAdd(x + 2 * word, x + SIDE * xStride + 2 * word, xStride * sizeof(bfloat16), panel + word * TILE_COLUMNS);
    }
    multiplyAddRest(rows, words - word, x + 2 * word, xStride, panel + word * TILE_COLUMNS);
    storeSums(sums[0], TILE_COLUMNS);
    for (int64_t row = 0; row < rows; row++, y += yStride)
      _mm512_stream_si512(reinterpret_cast<__m512i*>(y), (__m512i)_mm512_cvtne2ps_pbh(_mm512_load_ps(sums[row] + SIDE), _mm512_load_ps(sums[row])));
  }
}

void accumulate(int64_t count, int64_t words, const uint32_t* a, const uint32_t* panel, float* sums, int64_t stride, bool adds, Soon soon, Soon too) {
  const int64_t steps = (words + SIDE - 1) / SIDE, lines = (soon.last - soon.from) / LINE / steps + 1, more = (too.last - too.from) / LINE / steps + 1;
  startSums(sums, stride, adds && count == TILE_ROWS);
  for (int64_t step = 0; step < steps; step++, a += 2 * REGISTER, panel += SIDE * TILE_COLUMNS) {
    fetch(soon, lines);
    fetch(too, more);
    multiplyAdd(a, a + REGISTER, LINE, panel);
  }
  if (count == TILE_ROWS) {
    storeSums(sums, stride);
    return;
  }
  alignas(64) float all[TILE_ROWS][TILE_COLUMNS];
  storeSums(all[0], TILE_COLUMNS);
  for (int64_t row = 0; row < count; row++, sums += stride)
    for (int64_t half = 0; half < TILE_COLUMNS; half += SIDE) {
      const __m512 sum = _mm512_load_ps(all[row] + half);
      _mm512_storeu_ps(sums + half, adds ? _mm512_add_ps(_mm512_loadu_ps(sums + half), sum) : sum);
    }
}

void accumulateRows(int64_t words, const bfloat16* a, int64_t aStride, const uint32_t* panel, float* sums, int64_t stride, bool adds) {
  startSums(sums, stride, adds);
  for (int64_t word = 0; word < words; word += SIDE) multiplyAdd(a + 2 * word, a + SIDE * aStride + 2 * word, aStride * sizeof(bfloat16), panel + word * TILE_COLUMNS);
  storeSums(sums, stride);
}

constexpr Tiles<bfloat16> TILES = {PRODUCT_ROWS, TILE_ROWS, SIDE, begin, end, panelOfRows, panelOfColumns, gather, product, accumulate, transpose, accumulateRows};

/** The registers are large: Linux saves them only for processes that ask. */
bool granted() {
  constexpr long REQUEST = 0x1023, TILE_DATA = 18;
  return syscall(SYS_arch_prctl, REQUEST, TILE_DATA) == 0;
}

}  // namespace
}  // namespace supcon

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

namespace supcon::amx {

bool supported() {
  constexpr unsigned AMX_BF16 = 1u << 22, AMX_TILE = 1u << 24;
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(d & AMX_BF16) || !(d & AMX_TILE)) return false;
  static const bool allowed = granted();
  return allowed && avx512::bfloat16Tiles() != nullptr;
}

const Tiles<bfloat16>* bfloat16Tiles() { return &TILES; }

}  // namespace supcon::amx

#else

namespace supcon::amx {

bool supported() { return false; }
const Tiles<bfloat16>* bfloat16Tiles() { return nullptr; }

}  // namespace supcon::amx

#endif
