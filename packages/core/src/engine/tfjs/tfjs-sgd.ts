import * as tf from '@tensorflow/tfjs-core';
import type { SgdSettings } from '../engine.js';

/** One SGD step from tf operations. @returns new tensors; the old ones are the caller's still. */
export function sgdStep(
  parameter: tf.Tensor,
  velocity: tf.Tensor,
  gradient: tf.Tensor,
  { learningRate, momentum, weightDecay, nesterov }: SgdSettings,
): { readonly parameter: tf.Tensor; readonly velocity: tf.Tensor } {
  const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
  const nextVelocity = tf.add(tf.mul(velocity, momentum), decayed);
  const direction = nesterov ? tf.add(decayed, tf.mul(nextVelocity, momentum)) : nextVelocity;
  return { parameter: tf.sub(parameter, tf.mul(direction, learningRate)), velocity: nextVelocity };
}
