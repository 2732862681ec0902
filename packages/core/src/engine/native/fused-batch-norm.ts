import type { AfterNorm, BatchNormGradient, BatchNormResult, BeforeNormGrad, Handle } from '../engine.js';
import type { NativeRuntime } from './native-runtime.js';

/** Batch normalisation by the project's own operations (kernels/src/batch-norm.cc); see there for what they compute. */
export function batchNormTrain(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  epsilon: number,
  { add, relu = false }: AfterNorm,
): BatchNormResult {
  const [y, batchMean, batchVariance, ...saved] = runtime.run<[Handle, Handle, Handle, Handle, Handle]>(
    'SupconBatchNorm',
    [runtime.type('T', x.dtype), runtime.float('epsilon', epsilon), runtime.bool('relu', relu)],
    [x, add ?? runtime.empty(x.dtype), gamma, beta],
    5,
  );
  return { y, batchMean, batchVariance, saved };
}

/** Normalises by given statistics, adds and applies the ReLU in one pass (`SupconNormalise`). Only where there are kernels. @param mean
 * [C] float32 @param variance [C] float32, biased. @returns [N, H, W, C] as x. */
export function normalise(
  runtime: NativeRuntime,
  x: Handle,
  gamma: Handle,
  beta: Handle,
  mean: Handle,
  variance: Handle,
  epsilon: number,
  { add, relu = false }: AfterNorm,
): Handle {
  return runtime.one(
    'SupconNormalise',
    [runtime.type('T', x.dtype), runtime.float('epsilon', epsilon), runtime.bool('relu', relu)],
    [x, add ?? runtime.empty(x.dtype), gamma, beta, mean, variance],
  );
}

/** Gradients of normalisation, sum and ReLU in one pass (`SupconBatchNormGrad`). Only where there are kernels. @param mean [C] float32
 * @param variance [C] float32, biased: those of the batch. */
export function batchNormGrad(
  runtime: NativeRuntime,
  dy: Handle,
  x: Handle,
  gamma: Handle,
  mean: Handle,
  variance: Handle,
  epsilon: number,
  { plus, y, beta, keep = false }: BeforeNormGrad,
): BatchNormGradient {
  const none = runtime.empty(x.dtype);
  const [dx, dGamma, dBeta, g] = runtime.run<[Handle, Handle, Handle, Handle]>(
    'SupconBatchNormGrad',
    [runtime.type('T', x.dtype), runtime.float('epsilon', epsilon), runtime.bool('keep', keep)],
    [dy, plus ?? none, y && !beta ? y : none, x, gamma, y && beta ? beta : runtime.empty(), mean, variance],
    4,
  );
  if (keep) return { dx, dGamma, dBeta, g };
  runtime.free([g]);
  return { dx, dGamma, dBeta };
}
