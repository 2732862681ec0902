import { CoreError } from '../../errors.js';
import type { BatchNormGradient, BatchNormResult, Handle } from '../engine.js';
import type { OpAttribute } from './load-binding.js';
import type { NativeRuntime } from './native-runtime.js';

function attributes(runtime: NativeRuntime, x: Handle, epsilon: number, training: boolean): OpAttribute[] {
  return [
    runtime.type('T', x.dtype),
    runtime.type('U', 'float32'),
    runtime.float('epsilon', epsilon),
    runtime.string('data_format', 'NHWC'),
    runtime.bool('is_training', training),
  ];
}

export function batchNormTrain(runtime: NativeRuntime, x: Handle, gamma: Handle, beta: Handle, epsilon: number): BatchNormResult {
  // In training mode the operation wants empty tensors where inference passes running statistics.
  const none = runtime.empty();
  const [y, batchMean, batchVariance, ...saved] = runtime.run<[Handle, Handle, Handle, ...Handle[]]>(
    'FusedBatchNormV3',
    [...attributes(runtime, x, epsilon, true), runtime.float('exponential_avg_factor', 1)],
    [x, gamma, beta, none, none],
    6,
  );
  return { y, batchMean, batchVariance, saved };
}

export function batchNormReplay(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  saved: readonly Handle[],
  epsilon: number,
): Handle {
  const [mean, variance] = saved;
  if (!mean || !variance) throw new CoreError('NO_FORWARD', 'batchNormReplay: saved must be what batchNormTrain returned');
  return batchNormInference(runtime, x, gamma, beta, mean, variance, epsilon);
}

export function batchNormGrad(
  runtime: NativeRuntime,
  dy: Handle,
  x: Handle,
  gamma: Handle,
  saved: readonly Handle[],
  epsilon: number,
): BatchNormGradient {
  const [dx, dGamma, dBeta, ...unused] = runtime.run<[Handle, Handle, Handle, ...Handle[]]>(
    'FusedBatchNormGradV3',
    attributes(runtime, x, epsilon, true),
    [dy, x, gamma, ...saved],
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
): Handle {
  const [y, ...unused] = runtime.run<[Handle, ...Handle[]]>(
    'FusedBatchNormV3',
    [...attributes(runtime, x, epsilon, false), runtime.float('exponential_avg_factor', 1)],
    [x, gamma, beta, mean, variance],
    6,
  );
  runtime.free(unused);
  return y;
}
