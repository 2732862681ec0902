import { CoreError } from '../../errors.js';
import type { AfterNorm, BatchNormGradient, BatchNormResult, BeforeNormGrad, Handle } from '../engine.js';
import * as fused from './fused-batch-norm.js';
import type { OpAttribute } from './load-binding.js';
import { activationGrad, binary, unary } from './native-elementwise.js';
import type { NativeRuntime } from './native-runtime.js';
import { oneDnnKernel } from './one-dnn.js';

/** Batch normalisation and what follows it: in one operation of the project's own where those are there, else in TensorFlow's. */
export function batchNormTrain(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  epsilon: number,
  after: AfterNorm = {},
): BatchNormResult {
  if (runtime.kernels) return fused.batchNormTrain(runtime, x, gamma, beta, epsilon, after);
  // In training mode the operation wants empty tensors where inference passes running statistics.
  const none = runtime.empty();
  const [y, batchMean, batchVariance, ...saved] = normalise(runtime, [x, gamma, beta, none, none], epsilon, true, after);
  return { y, batchMean, batchVariance, saved };
}

/** `Engine.batchNormReplay`: the forward pass once more from the statistics that it kept, by the project's own operation, oneDNN's or
 * TensorFlow's. */
export function batchNormReplay(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  saved: readonly Handle[],
  epsilon: number,
  after: AfterNorm = {},
): Handle {
  const [mean, variance] = saved;
  if (!mean || !variance) throw new CoreError('NO_FORWARD', 'batchNormReplay: saved must be what batchNormTrain returned');
  return batchNormInference(runtime, x, gamma, beta, mean, variance, epsilon, after);
}

/** `Engine.batchNormGrad`: by the project's own operation in one pass, or step by step with TensorFlow's. */
export function batchNormGrad(
  runtime: NativeRuntime,
  dy: Handle,
  x: Handle,
  gamma: Handle,
  saved: readonly Handle[],
  epsilon: number,
  before: BeforeNormGrad = {},
): BatchNormGradient {
  const [mean, variance, reserve = runtime.empty()] = saved;
  if (!mean || !variance) throw new CoreError('NO_FORWARD', 'batchNormGrad: saved must be what batchNormTrain returned');
  if (runtime.kernels) return fused.batchNormGrad(runtime, dy, x, gamma, mean, variance, epsilon, false, before);
  return composedGrad(runtime, dy, [x, gamma, mean, variance, reserve], epsilon, true, before);
}

/** `Engine.batchNormInferenceGrad`, by the project's own operation or TensorFlow's. */
export function batchNormInferenceGrad(
  runtime: NativeRuntime,
  dy: Handle,
  x: Handle,
  gamma: Handle,
  mean: Handle,
  variance: Handle,
  epsilon: number,
  before: BeforeNormGrad = {},
): BatchNormGradient {
  if (runtime.kernels) return fused.batchNormGrad(runtime, dy, x, gamma, mean, variance, epsilon, true, before);
  return composedGrad(runtime, dy, [x, gamma, mean, variance, runtime.empty()], epsilon, false, before);
}

/** Gradients of sum, activation and normalisation, one operation of TensorFlow's after the other. @param training whether the statistics are those of the batch. */
function composedGrad(
  runtime: NativeRuntime,
  dy: Handle,
  inputs: readonly [x: Handle, gamma: Handle, mean: Handle, variance: Handle, reserve: Handle],
  epsilon: number,
  training: boolean,
  { plus, y, activation = 'relu', keep = false }: BeforeNormGrad,
): BatchNormGradient {
  const sum = plus ? binary(runtime, 'AddV2', dy, plus) : dy;
  const g = y ? activationGrad(runtime, activation === 'relu' ? 'ReluGrad' : 'Relu6Grad', sum, y) : sum;
  const [dx, dGamma, dBeta, ...unused] = runtime.run<[Handle, Handle, Handle, ...Handle[]]>(
    'FusedBatchNormGradV3',
    attributes(runtime, inputs[0], epsilon, training),
    [g, ...inputs],
    5,
  );
  runtime.free(unused);
  if (sum !== dy && sum !== g) runtime.free([sum]);
  // The caller frees what it gets, and dy is not ours to hand over.
  if (keep) return { dx, dGamma, dBeta, g: g === dy ? runtime.share(dy) : g };
  if (g !== dy) runtime.free([g]);
  return { dx, dGamma, dBeta };
}

/** `Engine.batchNormInference`: by running statistics, so that it is one factor and one offset for each channel. */
export function batchNormInference(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  mean: Handle,
  variance: Handle,
  epsilon: number,
  after: AfterNorm = {},
): Handle {
  if (runtime.kernels) return fused.normalise(runtime, x, gamma, beta, mean, variance, epsilon, after);
  const [y, ...unused] = normalise(runtime, [x, gamma, beta, mean, variance], epsilon, false, after);
  runtime.free(unused);
  return y;
}

function attributes(runtime: NativeRuntime, x: Handle, epsilon: number, training: boolean): OpAttribute[] {
  return [
    runtime.type('T', x.dtype),
    runtime.type('U', 'float32'),
    runtime.float('epsilon', epsilon),
    runtime.string('data_format', 'NHWC'),
    runtime.bool('is_training', training),
  ];
}

type Outputs = [y: Handle, batchMean: Handle, batchVariance: Handle, ...saved: Handle[]];

function normalise(
  runtime: NativeRuntime,
  inputs: readonly [x: Handle, gamma: Handle, beta: Handle, mean: Handle, variance: Handle],
  epsilon: number,
  training: boolean,
  { add, activation = 'none' }: AfterNorm,
): Outputs {
  const all = [...attributes(runtime, inputs[0], epsilon, training), runtime.float('exponential_avg_factor', 1)];
  // oneDNN has a ReLU in the same pass, and no sum.
  if (activation === 'relu' && !add && runtime.hasOneDnn(inputs[0].dtype)) {
    const withRelu = [runtime.string('activation_mode', 'Relu'), runtime.integer('num_side_inputs', 0), oneDnnKernel(runtime.binding)];
    const [y, mean, variance, savedMean, savedVariance, ...mask] = runtime.run<[Handle, Handle, Handle, Handle, Handle, ...Handle[]]>(
      '_MklNativeFusedBatchNormEx',
      [...all, ...withRelu],
      inputs,
      6,
    );
    // Where y is above 0, for a gradient that this operation has none of.
    runtime.free(mask);
    return [y, mean, variance, savedMean, savedVariance];
  }
  const [normalised, ...statistics] = runtime.run<Outputs>('FusedBatchNormV3', all, inputs, 6);
  const then = (y: Handle, next: (y: Handle) => Handle): Handle => {
    const result = next(y);
    runtime.free([y]);
    return result;
  };
  const sum = add ? then(normalised, (y) => binary(runtime, 'AddV2', y, add)) : normalised;
  if (activation === 'none') return [sum, ...statistics];
  return [then(sum, (y) => unary(runtime, activation === 'relu' ? 'Relu' : 'Relu6', y)), ...statistics];
}
