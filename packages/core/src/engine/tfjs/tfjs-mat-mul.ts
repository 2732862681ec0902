import * as tf from '@tensorflow/tfjs-core';

/** A product of matrices, either of them transposed, by whatever is fastest on the backend. */
export function matMul(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor {
  if (tf.getBackend() !== 'wasm') return tf.matMul(a, b, transposeA, transposeB);
  // The transposing product of this backend is a plain loop, ten times slower than XNNPACK's.
  return tf.matMul(transposeA ? tf.transpose(a) : a, transposeB ? tf.transpose(b) : b);
}
