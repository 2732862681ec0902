#pragma once

namespace supcon {

/**
 * Registers the operations with TensorFlow, for the CPU; T is float or bfloat16, pictures are [N, H, W, C], kernels [K, K, C, 1] of an odd side up to 11.
 * `padding` is in pixels on each side, or -1 for TensorFlow's SAME: as many as ceil(side / stride) places need, and where they are odd, one more on the
 * right and at the bottom. Sums are float32, of the filter gradient over a fixed number of chunks: the bits do not depend on the number of threads.
 *
 *   SupconDepthwise(x: T, w: T; kernel, stride, padding) -> y: T
 *   SupconDepthwiseInputGrad(sides: int32 [4], those of x, w: T, dy: T; kernel, stride, padding) -> dx: T
 *   SupconDepthwiseFilterGrad(x: T, dy: T; kernel, stride, padding) -> dw: T
 */
void registerDepthwise();

}  // namespace supcon
