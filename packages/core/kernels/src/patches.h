#pragma once

namespace supcon {

/**
 * Registers the operations with TensorFlow, for the CPU; T is float or bfloat16. They turn a convolution into a matrix product: with x [N, H, W, C] and the kernel
 * as a matrix [kernel * kernel * C, O], the product of patches and kernel is the output.
 *
 *   SupconPatches(x: T; kernel, stride, padding) -> patches: T [N * H' * W', kernel * kernel * C]
 *     What each window sees, row after row of it; 0 in the padding.
 *   SupconPatchSum(patches: T, shape: int32 [4]; kernel, stride, padding) -> x: T
 *     The reverse for gradients: each value of x is the sum of what its copies in the patches have.
 */
void registerPatches();

}  // namespace supcon
