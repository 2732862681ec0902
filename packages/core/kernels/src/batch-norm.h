#pragma once

namespace supcon {

/**
 * Registers the operations with TensorFlow, for the CPU; T is float or bfloat16, statistics and parameters are float, [C]. A tensor that is not wanted
 * is one without values. Results do not depend on the number of threads.
 *
 *   SupconBatchNorm(x: T, add: T, gamma, beta; epsilon, relu) -> y: T, mean, variance (unbiased), mean once more, biased variance
 *     y = x normalised by its own statistics, + add, then ReLU.
 *   SupconNormalise(x: T, add: T, gamma, beta, mean, variance; epsilon, relu) -> y: T
 *     The same by given statistics.
 *   SupconBatchNormGrad(dy: T, plus: T, output: T, x: T, gamma, beta, mean, biased variance; epsilon, keep) -> dx: T, dGamma, dBeta, g: T
 *     Backward from g = dy + plus, and 0 where the ReLU's output is not above 0, told from `output`, or from x and `beta` where that is given: then
 *     nothing was added before the ReLU. g itself where `keep`.
 *
 * @see Ioffe and Szegedy, arXiv:1502.03167, algorithm 1 and section 3.
 */
void registerBatchNorm();

}  // namespace supcon
