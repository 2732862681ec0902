#pragma once

#include "rows.h"

namespace supcon {

/** The loops for this processor. */
template <typename T>
const RowLoops<T>& rowLoops();

/** Which ones they are: baseline, avx2 or avx512. */
const char* instructionSet();

}  // namespace supcon
