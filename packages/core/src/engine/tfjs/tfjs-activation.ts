import * as tf from '@tensorflow/tfjs-core';
import { runFused } from './fused-kernel.js';

export function reluGrad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return runFused<tf.Tensor>('SupconReluGrad', { dy, y }) ?? tf.where(tf.greater(y, 0), dy, tf.zerosLike(dy));
}

export function relu6Grad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const fused = runFused<tf.Tensor>('SupconRelu6Grad', { dy, y });
  return fused ?? tf.where(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6)), dy, tf.zerosLike(dy));
}
