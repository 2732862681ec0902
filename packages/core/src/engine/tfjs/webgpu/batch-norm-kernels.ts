import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { channelSums } from './channel-sums.js';
import { pointwise } from './pointwise.js';

/** Batch normalisation in as few passes over memory as WebGPU allows: two for the statistics (the mean of squares minus the squared mean cancels
 * in float32), one for the result; one for the sums of the gradient, one for the gradient. All per-channel tensors are float32 [C]. */

const NORMALISED = '(x - mean) * invStd';

/** @returns mean and biased variance, [C] each. */
export function moments(backend: WebGPUBackend, x: TensorInfo): readonly [TensorInfo, TensorInfo] {
  const factor = 1 / countOf(x);
  const sum = channelSums(backend, { name: 'channelSum', values: { x }, expressions: ['x'] });
  const mean = scaled(backend, sum, factor);
  const squares = channelSums(backend, {
    name: 'channelSquares',
    values: { x },
    channels: { mean },
    expressions: ['(x - mean) * (x - mean)'],
  });
  return [mean, scaled(backend, squares, factor)];
}

/** (x - mean) · invStd · gamma + beta. */
export function normalise(
  backend: WebGPUBackend,
  x: TensorInfo,
  perChannel: Readonly<Record<'mean' | 'invStd' | 'gamma' | 'beta', TensorInfo>>,
): TensorInfo {
  return pointwise(backend, { name: 'normalise', values: { x }, channels: perChannel, expression: '(x - mean) * (invStd * gamma) + beta' });
}

/** @returns [2, C]: sums of dy (dBeta) and of dy · x̂ (dGamma). */
export function gradientSums(backend: WebGPUBackend, dy: TensorInfo, x: TensorInfo, mean: TensorInfo, invStd: TensorInfo): TensorInfo {
  return channelSums(backend, {
    name: 'batchNormSums',
    values: { dy, x },
    channels: { mean, invStd },
    expressions: ['dy', `dy * (${NORMALISED})`],
  });
}

/** gamma · invStd · (dy - dBeta / M - x̂ · dGamma / M), M rows. */
export function inputGradientOf(
  backend: WebGPUBackend,
  dy: TensorInfo,
  x: TensorInfo,
  perChannel: Readonly<Record<'mean' | 'invStd' | 'gamma' | 'dBeta' | 'dGamma', TensorInfo>>,
): TensorInfo {
  return pointwise(backend, {
    name: 'batchNormGradient',
    values: { dy, x },
    channels: perChannel,
    constants: { share: 1 / countOf(x) },
    expression: `gamma * invStd * (dy - uniforms.share * (dBeta + ${NORMALISED} * dGamma))`,
  });
}

const countOf = (x: TensorInfo): number => x.shape.slice(0, -1).reduce((a, b) => a * b, 1);

/** Frees [1, C] `sums` and gives [C]. */
function scaled(backend: WebGPUBackend, sums: TensorInfo, factor: number): TensorInfo {
  const flat = { ...sums, shape: [sums.shape[1] ?? 0] };
  const result = pointwise(backend, { name: 'scaled', values: { x: flat }, constants: { factor }, expression: 'x * uniforms.factor' });
  backend.disposeData(sums.dataId);
  return result;
}
