import * as tf from '@tensorflow/tfjs-core';
import { runFused } from './fused-kernel.js';

/** dy where the ReLU's output y is above 0, else 0; one kernel where the backend has ours. */
export function reluGrad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return runFused<tf.Tensor>('SupconReluGrad', { dy, y }) ?? tf.where(tf.greater(y, 0), dy, tf.zerosLike(dy));
}

/** dy where the output y is above 0 and below 6, else 0; one kernel where the backend has ours. */
export function relu6Grad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const fused = runFused<tf.Tensor>('SupconRelu6Grad', { dy, y });
  return fused ?? tf.where(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6)), dy, tf.zerosLike(dy));
}
