#pragma once

namespace supcon {

/**
 * Registers the operations with TensorFlow, for the CPU; T is float or bfloat16, pictures are [N, H, W, C], and the padding never holds the maximum.
 *
 *   SupconMaxPool(x: T; kernel, stride, padding) -> y: T
 *   SupconMaxPoolGrad(dy: T, x: T; kernel, stride, padding) -> dx: T
 *     Each gradient goes to the first maximum of its window, row after row.
 */
void registerMaxPool();

}  // namespace supcon
