#pragma once

namespace supcon {

/**
 * Registers the operation with TensorFlow, for the CPU; T is float or bfloat16: a 1x1 convolution, or any product of a tall matrix with a small one. It fails where there are no tiles for T (tiles.h).
 *
 *   SupconRowProducts(x: T [..., K], w: T [K, N] or, transposed, [N, K]; transpose) -> y: T [..., N]
 *     All axes of w but the last count as one: a convolution's kernel [kernel, kernel, C, O] is [kernel * kernel * C, O].
 *     Sums in float32, in the order of K. In bfloat16 K must be even; N must be a multiple of 32.
 */
void registerRowProducts();

}  // namespace supcon
