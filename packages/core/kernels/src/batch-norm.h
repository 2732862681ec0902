#pragma once

namespace supcon {

/**
 * Registers the operations with TensorFlow, for the CPU; T is float or bfloat16, statistics and parameters are float, [C]. A tensor that is not wanted
 * is one without values; activations are 0 for none, 1 for ReLU, 2 for ReLU6. Results do not depend on the number of threads.
 *
 *   SupconBatchNorm(x: T, add: T, gamma, beta; epsilon, activation) -> y: T, mean, variance (unbiased), mean once more, biased variance
 *     y = x normalised by its own statistics, + add, then the activation.
 *   SupconNormalise(x: T, add: T, gamma, beta, mean, variance; epsilon, activation) -> y: T
 *     The same by given statistics.
 *   SupconBatchNormGrad(dy: T, plus: T, output: T, x: T, gamma, beta, mean, variance; epsilon, activation, keep, given) -> dx: T, dGamma, dBeta, g: T
 *     Backward from g = dy + plus, and 0 where the activation's output is at its ends, told from `output`, or from x and `beta` where that is given:
 *     then nothing was added before the activation. g itself where `keep`. Statistics are the batch's own, the variance biased, or constants where
 *     `given`.
 *
 * @see Ioffe and Szegedy, arXiv:1502.03167, algorithm 1 and section 3.
 */
void registerBatchNorm();

}  // namespace supcon
