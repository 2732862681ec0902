import { BATCH_NORM_EPSILON, type ConvBnPlan, type ConvPlan } from '../plans/layer-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import { tensorOf } from './tensor-of.js';

/** A convolution with bias that does what convolution and batch normalisation did in inference. */
export interface FoldedConvolution {
  /** [O, I, K, K], as ONNX wants it; [C, 1, K, K] where it is depthwise. */
  readonly kernel: Float32Array;
  /** [O]. */
  readonly bias: Float32Array;
}

/** kernel' = kernel · gamma / sqrt(variance + eps); bias' = beta - mean · gamma / sqrt(variance + eps), in float64.
 * @throws CoreError BAD_WEIGHTS when a tensor of the unit is missing, of another length or not finite. */
export function foldBatchNorm(plan: ConvBnPlan, weights: WeightMap): FoldedConvolution {
  const { name, outputs, epsilon = BATCH_NORM_EPSILON } = plan;
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map((part) =>
    tensorOf(weights, `${name}.${part}`, outputs),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const factors = Float64Array.from(gamma, (value, o) => value / Math.sqrt(variance[o]! + epsilon));
  return {
    kernel: onnxKernel(plan, weights, factors),
    bias: Float32Array.from(factors, (factor, o) => beta[o]! - mean[o]! * factor),
  };
}

/** The kernel as ONNX lays it out, each output channel times its factor.
 * @throws CoreError BAD_WEIGHTS when it is missing, of another length or not finite. */
export function onnxKernel(plan: Omit<ConvPlan, 'kind'>, weights: WeightMap, factors?: ArrayLike<number>): Float32Array {
  const { outputs, window, depthwise } = plan;
  // A depthwise kernel [K, K, C, 1] has the memory of a plain one [K, K, 1, C].
  const inputs = depthwise ? 1 : plan.inputs;
  const taps = window.kernel * window.kernel;
  const source = tensorOf(weights, `${plan.name}.conv`, taps * inputs * outputs);
  const kernel = new Float32Array(source.length);
  for (let o = 0; o < outputs; o++)
    for (let tap = 0; tap < taps; tap++)
      for (let i = 0; i < inputs; i++)
        kernel[(o * inputs + i) * taps + tap] = source[(tap * inputs + i) * outputs + o]! * (factors?.[o] ?? 1);
  return kernel;
}
