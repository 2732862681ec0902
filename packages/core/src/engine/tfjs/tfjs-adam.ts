import * as tf from '@tensorflow/tfjs-core';
import type { AdamSettings } from '../engine.js';

/** One Adam step in elementwise operations. Call inside tf.tidy. */
export function adamStep(
  parameter: tf.Tensor,
  first: tf.Tensor,
  second: tf.Tensor,
  gradient: tf.Tensor,
  { rate, beta1, beta2, epsilon }: AdamSettings,
): { readonly parameter: tf.Tensor; readonly first: tf.Tensor; readonly second: tf.Tensor } {
  const nextFirst = tf.add(first, tf.mul(tf.sub(gradient, first), 1 - beta1));
  const nextSecond = tf.add(second, tf.mul(tf.sub(tf.mul(gradient, gradient), second), 1 - beta2));
  const step = tf.mul(tf.div(nextFirst, tf.add(tf.sqrt(nextSecond), epsilon)), rate);
  return { parameter: tf.sub(parameter, step), first: nextFirst, second: nextSecond };
}
