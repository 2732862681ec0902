import type { AfterNorm, BatchNormGradient, BatchNormResult, BeforeNormGrad, Handle } from '../engine.js';
import type { Activation } from '../../plans/layer-plan.js';
import type { OpAttribute } from './load-binding.js';
import type { NativeRuntime } from './native-runtime.js';

/** Their numbers in kernels/src/rows.h. */
const ACTIVATIONS: Readonly<Record<Activation, number>> = { none: 0, relu: 1, relu6: 2 };

function activationAttribute(runtime: NativeRuntime, activation: Activation = 'none'): OpAttribute {
  return runtime.integer('activation', ACTIVATIONS[activation]);
}

/** Batch normalisation by the project's own operations (kernels/src/batch-norm.cc); see there for what they compute. */
export function batchNormTrain(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  epsilon: number,
  after: AfterNorm,
): BatchNormResult {
  const [y, batchMean, batchVariance, ...saved] = runtime.run<[Handle, Handle, Handle, Handle, Handle]>(
    'SupconBatchNorm',
    [runtime.type('T', x.dtype), runtime.float('epsilon', epsilon), activationAttribute(runtime, after.activation)],
    [x, after.add ?? runtime.empty(x.dtype), gamma, beta],
    5,
  );
  return { y, batchMean, batchVariance, saved };
}

/** Normalises by given statistics, adds and applies the activation in one pass (`SupconNormalise`). Only where there are kernels. @param mean
 * [C] float32 @param variance [C] float32, biased. @returns [N, H, W, C] as x. */
export function normalise(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  mean: Handle,
  variance: Handle,
  epsilon: number,
  after: AfterNorm,
): Handle {
  return runtime.one(
    'SupconNormalise',
    [runtime.type('T', x.dtype), runtime.float('epsilon', epsilon), activationAttribute(runtime, after.activation)],
    [x, after.add ?? runtime.empty(x.dtype), gamma, beta, mean, variance],
  );
}

/** Gradients of normalisation, sum and activation in one pass (`SupconBatchNormGrad`). Only where there are kernels. @param mean [C] float32
 * @param variance [C] float32, biased. @param given whether these are constants; otherwise they are the batch's. */
export function batchNormGrad(
  runtime: NativeRuntime,
  dy: Handle,
  x: Handle,
  gamma: Handle,
  mean: Handle,
  variance: Handle,
  epsilon: number,
  given: boolean,
  { plus, y, activation = 'relu', beta, keep = false }: BeforeNormGrad,
): BatchNormGradient {
  const none = runtime.empty(x.dtype);
  const [dx, dGamma, dBeta, g] = runtime.run<[Handle, Handle, Handle, Handle]>(
    'SupconBatchNormGrad',
    [
      runtime.type('T', x.dtype),
      runtime.float('epsilon', epsilon),
      activationAttribute(runtime, y ? activation : 'none'),
      runtime.bool('keep', keep),
      runtime.bool('given', given),
    ],
    [dy, plus ?? none, y && !beta ? y : none, x, gamma, y && beta ? beta : runtime.empty(), mean, variance],
    4,
  );
  if (keep) return { dx, dGamma, dBeta, g };
  runtime.free([g]);
  return { dx, dGamma, dBeta };
}
