#pragma once

#include <cstdint>
#include <cstring>

#include "rows.h"

// Vectors of float32 that fill the registers of an instruction set, for the files that are compiled once for each; everything is local to them.

namespace supcon {
namespace SUPCON_SET {
namespace {

#if defined(__AVX512F__)
constexpr int64_t LANES = 16;
#elif defined(__AVX2__)
constexpr int64_t LANES = 8;
#else
constexpr int64_t LANES = 4;
#endif

typedef float Floats __attribute__((vector_size(LANES * 4)));
typedef uint32_t Words __attribute__((vector_size(LANES * 4)));
typedef uint16_t Halves __attribute__((vector_size(LANES * 2)));

inline Floats loadVector(const float* at) {
  Floats values;
  std::memcpy(&values, at, sizeof values);
  return values;
}
inline void storeVector(float* at, Floats values) { std::memcpy(at, &values, sizeof values); }

inline Floats loadVector(const bfloat16* at) {
  Halves halves;
  std::memcpy(&halves, at, sizeof halves);
  const Words bits = __builtin_convertvector(halves, Words) << 16;
  Floats values;
  std::memcpy(&values, &bits, sizeof values);
  return values;
}

/** To the nearest, of two to the even one; NaN stays NaN. */
inline void storeVector(bfloat16* at, Floats values) {
  Words bits;
  std::memcpy(&bits, &values, sizeof bits);
  const Words rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  const Words kept = (bits & 0x7fffffffu) > 0x7f800000u ? (bits >> 16) | 0x40u : rounded;
  const Halves halves = __builtin_convertvector(kept, Halves);
  std::memcpy(at, &halves, sizeof halves);
}

/** The first `count` values; 0 behind them. */
template <typename T>
inline Floats loadSome(const T* at, int64_t count) {
  if (count >= LANES) return loadVector(at);
  T values[LANES] = {};
  std::memcpy(values, at, count * sizeof(T));
  return loadVector(values);
}

/** The first `count` of them. */
template <typename T>
inline void storeSome(T* at, Floats values, int64_t count) {
  if (count >= LANES) return storeVector(at, values);
  T all[LANES];
  storeVector(all, values);
  std::memcpy(at, all, count * sizeof(T));
}

}  // namespace
}  // namespace SUPCON_SET
}  // namespace supcon
