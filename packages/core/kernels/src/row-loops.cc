#include "row-loops.h"

#include <cstdlib>
#include <cstring>

#include "depthwise-loops.h"
#include "tiles.h"

namespace supcon {
namespace {

/** AMX multiplies matrices; loops over rows have AVX-512 then. */
enum class Level { baseline, avx2, avx512, amx };

constexpr const char* NAMES[] = {"baseline", "avx2", "avx512", "amx"};

Level supported() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  if (avx2 && avx512) return amx::supported() ? Level::amx : Level::avx512;
  if (avx2) return Level::avx2;
#endif
  return Level::baseline;
}

/** The best that there is, or less where SUPCON_KERNELS names it. */
Level choose() {
  const Level best = supported();
  const char* asked = std::getenv("SUPCON_KERNELS");
  const Level lesser[] = {Level::baseline, Level::avx2, Level::avx512};
  for (const Level level : lesser)
    if (asked != nullptr && level < best && std::strcmp(asked, NAMES[static_cast<int>(level)]) == 0) return level;
  return best;
}

Level level() {
  static const Level chosen = choose();
  return chosen;
}

}  // namespace

template <>
const RowLoops<float>& rowLoops<float>() {
#if defined(__x86_64__)
  if (level() >= Level::avx512) return avx512::floatLoops();
  if (level() == Level::avx2) return avx2::floatLoops();
#endif
  return baseline::floatLoops();
}

template <>
const RowLoops<bfloat16>& rowLoops<bfloat16>() {
#if defined(__x86_64__)
  if (level() >= Level::avx512) return avx512::bfloat16Loops();
  if (level() == Level::avx2) return avx2::bfloat16Loops();
#endif
  return baseline::bfloat16Loops();
}

template <>
const DepthwiseLoops<float>& depthwiseLoops<float>() {
#if defined(__x86_64__)
  if (level() >= Level::avx512) return avx512::floatDepthwise();
  if (level() == Level::avx2) return avx2::floatDepthwise();
#endif
  return baseline::floatDepthwise();
}

template <>
const DepthwiseLoops<bfloat16>& depthwiseLoops<bfloat16>() {
#if defined(__x86_64__)
  if (level() >= Level::avx512) return avx512::bfloat16Depthwise();
  if (level() == Level::avx2) return avx2::bfloat16Depthwise();
#endif
  return baseline::bfloat16Depthwise();
}

const char* instructionSet() { return NAMES[static_cast<int>(level())]; }

}  // namespace supcon
