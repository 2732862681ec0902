#include "tiles.h"

#include <cstring>

#include "row-loops.h"

namespace supcon {
namespace {

bool uses(const char* instructions) { return std::strcmp(instructionSet(), instructions) == 0; }

}  // namespace

template <>
const Tiles<float>* tiles<float>() {
  static const Tiles<float>* const chosen = uses("avx512") ? avx512::floatTiles() : uses("avx2") ? avx2::floatTiles() : nullptr;
  return chosen;
}

template <>
const Tiles<bfloat16>* tiles<bfloat16>() {
  static const Tiles<bfloat16>* const chosen = uses("avx512") ? avx512::bfloat16Tiles() : nullptr;
  return chosen;
}

}  // namespace supcon
