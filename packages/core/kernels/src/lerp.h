#pragma once

namespace supcon {

/** Registers with TensorFlow, for the CPU, T float or bfloat16: SupconLerp(a: T, b: T; weight) -> y: T, a + (b - a) * weight. */
void registerLerp();

}  // namespace supcon
