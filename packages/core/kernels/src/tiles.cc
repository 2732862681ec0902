#include "tiles.h"

#include <cstring>

#include "row-loops.h"

namespace supcon {
namespace {

bool uses(const char* instructions) { return std::strcmp(instructionSet(), instructions) == 0; }
bool usesAvx512() { return uses("avx512") || uses("amx"); }

}  // namespace

template <>
const Tiles<float>* tiles<float>() {
  static const Tiles<float>* const chosen = usesAvx512() ? avx512::floatTiles() : uses("avx2") ? avx2::floatTiles() : nullptr;
  return chosen;
}

template <>
const Tiles<bfloat16>* tiles<bfloat16>() {
  static const Tiles<bfloat16>* const chosen = uses("amx") ? amx::bfloat16Tiles() : usesAvx512() ? avx512::bfloat16Tiles() : nullptr;
  return chosen;
}

}  // namespace supcon
