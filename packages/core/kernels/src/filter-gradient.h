#pragma once

namespace supcon {

/**
 * Registers the operation with TensorFlow, for the CPU; T is float or bfloat16: the gradient of a convolution's kernel. It fails where there are no tiles for T (tiles.h).
 *
 *   SupconFilterGrad(x: T [N, H, W, C], dy: T [N, H', W', O]; kernel, stride, padding) -> dw: float [kernel, kernel, C, O]
 *     Sums in float32, over 128 words of pixels at a time and, where that is faster, first over parts of the pictures; the same bits on any number of threads. O must be a multiple of 32.
 */
void registerFilterGradient();

}  // namespace supcon
