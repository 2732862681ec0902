import * as tf from '@tensorflow/tfjs-core';
import { padded } from './padded.js';
import { BATCH_NORM_EPSILON, type ConvBnPlan } from '../src/plans/layer-plan.js';
import type { ResNetPlan } from '../src/plans/resnet-plan.js';
import type { WeightMap } from '../src/plans/weight-map.js';

/** A ResNet in inference, straight in TensorFlow.js operations (float32) on the backend that is set: an oracle for sizes at which float64
 * loops take too long.  @param images [N, H, W, 3]  @returns [N, D] */
export function tfResNetForward(
  plan: ResNetPlan,
  weights: WeightMap,
  images: Float32Array,
  shape: [number, number, number, number],
): Float32Array {
  const weight = (name: string): tf.Tensor => {
    const found = weights.get(name);
    if (!found) throw new Error(`TensorFlow.js ResNet: ${name} is missing`);
    return tf.tensor(found.data, [...found.shape]);
  };
  const convBn = ({ name, window, activation }: ConvBnPlan, x: tf.Tensor4D): tf.Tensor4D => {
    const convolved = tf.conv2d(padded(x, window), weight(`${name}.conv`) as tf.Tensor4D, window.stride, 'valid');
    const [mean, variance, beta, gamma] = ['mean', 'variance', 'beta', 'gamma'].map((part) => weight(`${name}.${part}`) as tf.Tensor1D);
    const y = tf.batchNorm(convolved, mean!, variance!, beta, gamma, BATCH_NORM_EPSILON);
    return activation === 'relu' ? tf.relu(y) : y;
  };
  return tf.tidy(() => {
    let x = convBn(plan.stem, tf.tensor4d(images, shape));
    if (plan.pool) x = tf.maxPool(padded(x, plan.pool, Number.NEGATIVE_INFINITY), plan.pool.kernel, plan.pool.stride, 'valid');
    for (const block of plan.blocks) {
      const branch = block.body.reduce((activation, unit) => convBn(unit, activation), x);
      x = tf.relu(tf.add(branch, block.shortcut ? convBn(block.shortcut, x) : x));
    }
    return tf.mean(x, [1, 2]).dataSync() as Float32Array;
  });
}
