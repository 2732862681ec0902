import { CoreError } from '../../errors.js';
import type { BatchNormGradient, BatchNormResult, Handle } from '../engine.js';
import type { OpAttribute } from './load-binding.js';
import { unary } from './native-elementwise.js';
import type { NativeRuntime } from './native-runtime.js';
import { oneDnnKernel } from './one-dnn.js';

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

/** With a ReLU in one pass over memory where oneDNN is, in two elsewhere. */
function normalise(
  runtime: NativeRuntime,
  inputs: readonly [x: Handle, gamma: Handle, beta: Handle, mean: Handle, variance: Handle],
  epsilon: number,
  { training, relu }: { training: boolean; relu: boolean },
): Outputs {
  const all = [...attributes(runtime, inputs[0], epsilon, training), runtime.float('exponential_avg_factor', 1)];
  if (relu && runtime.oneDnn) {
    const fused = [runtime.string('activation_mode', 'Relu'), runtime.integer('num_side_inputs', 0), oneDnnKernel(runtime.binding)];
    const [y, mean, variance, savedMean, savedVariance, ...mask] = runtime.run<[Handle, Handle, Handle, Handle, Handle, ...Handle[]]>(
      '_MklNativeFusedBatchNormEx',
      [...all, ...fused],
      inputs,
      6,
    );
    // Where y is above 0, for a gradient that this operation has none of.
    runtime.free(mask);
    return [y, mean, variance, savedMean, savedVariance];
  }
  const [normalised, ...statistics] = runtime.run<Outputs>('FusedBatchNormV3', all, inputs, 6);
  if (!relu) return [normalised, ...statistics];
  const y = unary(runtime, 'Relu', normalised);
  runtime.free([normalised]);
  return [y, ...statistics];
}

export function batchNormTrain(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  epsilon: number,
  relu: boolean,
): BatchNormResult {
  // In training mode the operation wants empty tensors where inference passes running statistics.
  const none = runtime.empty();
  const [y, batchMean, batchVariance, ...saved] = normalise(runtime, [x, gamma, beta, none, none], epsilon, { training: true, relu });
  return { y, batchMean, batchVariance, saved };
}

export function batchNormReplay(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  saved: readonly Handle[],
  epsilon: number,
  relu: boolean,
): Handle {
  const [mean, variance] = saved;
  if (!mean || !variance) throw new CoreError('NO_FORWARD', 'batchNormReplay: saved must be what batchNormTrain returned');
  return batchNormInference(runtime, x, gamma, beta, mean, variance, epsilon, relu);
}

export function batchNormGrad(
  runtime: NativeRuntime,
  dy: Handle,
  x: Handle,
  gamma: Handle,
  saved: readonly Handle[],
  epsilon: number,
): BatchNormGradient {
  const [mean, variance, reserve = runtime.empty()] = saved;
  if (!mean || !variance) throw new CoreError('NO_FORWARD', 'batchNormGrad: saved must be what batchNormTrain returned');
  const [dx, dGamma, dBeta, ...unused] = runtime.run<[Handle, Handle, Handle, ...Handle[]]>(
    'FusedBatchNormGradV3',
    attributes(runtime, x, epsilon, true),
    [dy, x, gamma, mean, variance, reserve],
    5,
  );
  runtime.free(unused);
  return { dx, dGamma, dBeta };
}

export function batchNormInference(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  mean: Handle,
  variance: Handle,
  epsilon: number,
  relu: boolean,
): Handle {
  const [y, ...unused] = normalise(runtime, [x, gamma, beta, mean, variance], epsilon, { training: false, relu });
  runtime.free(unused);
  return y;
}
