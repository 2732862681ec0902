import * as tf from '@tensorflow/tfjs-core';

export function reluGrad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.where(tf.greater(y, 0), dy, tf.zerosLike(dy));
}

export function relu6Grad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.where(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6)), dy, tf.zerosLike(dy));
}
