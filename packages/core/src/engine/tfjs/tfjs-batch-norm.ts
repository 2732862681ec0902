import * as tf from '@tensorflow/tfjs-core';
import type { AfterNorm, BeforeNormGrad } from '../engine.js';
import { runFused } from './fused-kernel.js';
import { relu6Grad, reluGrad } from './tfjs-activation.js';
import { floats } from './tfjs-handle.js';

/** Batch normalisation composed from elementwise tfjs operations, on [M, C] rows (M = N·H·W). Call inside tf.tidy. */
export interface BatchNormTensors {
  readonly y: tf.Tensor;
  readonly mean: tf.Tensor1D;
  /** Unbiased. */
  readonly variance: tf.Tensor1D;
  /** 1 / sqrt(biased variance + epsilon). */
  readonly invStd: tf.Tensor1D;
}

const rowsOf = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [-1, x.shape.at(-1) ?? 1]);

/** Normalises by the statistics of the batch. @param x float32 [..., C] @returns y with mean, variance (divided by n - 1) and what the
 * gradient needs. */
export function batchNormTrain(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): BatchNormTensors {
  const rows = rowsOf(x);
  const count = rows.shape[0];
  const unbiased = count / Math.max(count - 1, 1);
  const moments = runFused<[tf.Tensor1D, tf.Tensor1D]>('SupconMoments', { x });
  if (moments) {
    const [mean, biased] = moments;
    const invStd: tf.Tensor1D = tf.rsqrt(tf.add(biased, epsilon));
    return { y: batchNormReplay(x, gamma, beta, mean, invStd), mean, variance: tf.mul(biased, unbiased), invStd };
  }
  const mean: tf.Tensor1D = tf.mean(rows, 0);
  // Two passes: the mean of squares minus the squared mean cancels in float32.
  const centred = tf.sub(rows, mean);
  const biased: tf.Tensor1D = tf.mean(tf.square(centred), 0);
  const invStd: tf.Tensor1D = tf.rsqrt(tf.add(biased, epsilon));
  const y = tf.add(tf.mul(centred, tf.mul(invStd, gamma)), beta);
  return { y: tf.reshape(y, x.shape), mean, variance: tf.mul(biased, unbiased), invStd };
}

/** y of `batchNormTrain` from its input and statistics. */
export function batchNormReplay(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, mean: tf.Tensor, invStd: tf.Tensor): tf.Tensor {
  const fused = runFused<tf.Tensor>('SupconNormalise', { x, mean, invStd, gamma, beta });
  return fused ?? tf.add(tf.mul(tf.sub(x, mean), tf.mul(invStd, gamma)), beta);
}

/** dx = gamma · invStd · (dy - mean(dy) - x̂ · mean(dy · x̂)), x̂ = (x - mean) · invStd. */
export function batchNormGrad(
  dy: tf.Tensor,
  x: tf.Tensor,
  gamma: tf.Tensor,
  mean: tf.Tensor,
  invStd: tf.Tensor,
): { readonly dx: tf.Tensor; readonly dGamma: tf.Tensor; readonly dBeta: tf.Tensor } {
  const sums = runFused<tf.Tensor2D>('SupconBatchNormSums', { dy, x, mean, invStd });
  if (sums) {
    const [dBeta = sums, dGamma = sums] = tf.unstack(sums);
    const dx = runFused<tf.Tensor>('SupconBatchNormGradient', { dy, x, mean, invStd, gamma, dBeta, dGamma });
    if (dx) return { dx, dGamma, dBeta };
  }
  const gradients = rowsOf(dy);
  const count = gradients.shape[0];
  const normalised = tf.mul(tf.sub(rowsOf(x), mean), invStd);
  const dBeta = tf.sum(gradients, 0);
  const dGamma = tf.sum(tf.mul(gradients, normalised), 0);
  const common = tf.add(tf.mul(normalised, tf.div(dGamma, count)), tf.div(dBeta, count));
  const dx = tf.mul(tf.sub(gradients, common), tf.mul(gamma, invStd));
  return { dx: tf.reshape(dx, x.shape), dGamma, dBeta };
}

/** Normalises by running statistics. @param x float32 [..., C] @param mean [C] @param variance [C] */
export function batchNormInference(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  epsilon: number,
): tf.Tensor {
  const factor = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(x, factor), tf.sub(beta, tf.mul(mean, factor)));
}

/** Back through `batchNormInference`, whose statistics are constants. @returns dx = dy · gamma / sqrt(variance + epsilon), and the parameters' sums. */
export function batchNormInferenceGrad(
  dy: tf.Tensor,
  x: tf.Tensor,
  gamma: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  epsilon: number,
): { readonly dx: tf.Tensor; readonly dGamma: tf.Tensor; readonly dBeta: tf.Tensor } {
  const invStd = tf.rsqrt(tf.add(variance, epsilon));
  const gradients = rowsOf(dy);
  const dGamma = tf.mul(tf.sum(tf.mul(gradients, tf.sub(rowsOf(x), mean)), 0), invStd);
  return { dx: tf.mul(dy, tf.mul(gamma, invStd)), dGamma, dBeta: tf.sum(gradients, 0) };
}

/** What follows a normalisation. */
export function finish(normalised: tf.Tensor, { add, activation = 'none' }: AfterNorm = {}): tf.Tensor {
  const sum = add ? tf.add(normalised, floats(add)) : normalised;
  if (activation === 'none') return sum;
  return activation === 'relu' ? tf.relu(sum) : tf.relu6(sum);
}

/** Back through what followed a normalisation; dy itself where that was nothing. */
export function start(dy: tf.Tensor, { plus, y, activation = 'relu' }: BeforeNormGrad = {}): tf.Tensor {
  const sum = plus ? tf.add(dy, floats(plus)) : dy;
  if (!y) return sum;
  return activation === 'relu' ? reluGrad(sum, floats(y)) : relu6Grad(sum, floats(y));
}
