import { CoreError } from '../errors.js';
import { BATCH_NORM_EPSILON, type ConvBnPlan } from '../encoders/resnet-plan.js';
import type { WeightMap } from '../encoders/weight-map.js';

/** A convolution with bias that does what convolution and batch normalisation did in inference. */
export interface FoldedConvolution {
  /** [O, I, K, K], as ONNX wants it. */
  readonly kernel: Float32Array;
  /** [O]. */
  readonly bias: Float32Array;
}

/** kernel' = kernel · gamma / sqrt(variance + eps); bias' = beta - mean · gamma / sqrt(variance + eps), in float64.
 * @throws CoreError BAD_WEIGHTS when a tensor of the unit is missing, of another length or not finite. */
export function foldBatchNorm(plan: ConvBnPlan, weights: WeightMap): FoldedConvolution {
  const { name, inputs, outputs, window } = plan;
  const taps = window.kernel * window.kernel;
  const tensor = (part: string, length: number): Float32Array => {
    const data = weights.get(`${name}.${part}`)?.data;
    if (data?.length !== length)
      throw new CoreError(
        'BAD_WEIGHTS',
        `fold: ${name}.${part} must have ${length} values, ${data ? `it has ${data.length}` : 'it is missing'}`,
      );
    if (!data.every(Number.isFinite))
      throw new CoreError('BAD_WEIGHTS', `fold: ${name}.${part} holds a value that is not finite; the training run has diverged`);
    return data;
  };
  const source = tensor('conv', taps * inputs * outputs);
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map((part) => tensor(part, outputs)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const kernel = new Float32Array(source.length);
  const bias = new Float32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    const factor = gamma[o]! / Math.sqrt(variance[o]! + BATCH_NORM_EPSILON);
    bias[o] = beta[o]! - mean[o]! * factor;
    for (let tap = 0; tap < taps; tap++)
      for (let i = 0; i < inputs; i++) kernel[(o * inputs + i) * taps + tap] = source[(tap * inputs + i) * outputs + o]! * factor;
  }
  return { kernel, bias };
}
