import * as tf from '@tensorflow/tfjs-core';

/** Generalised mean pooling composed from elementwise operations, with u = max(x, epsilon), M its maximum over H and W, and r = u / M:
 * y = M · (mean of r^p)^(1/p). Call inside tf.tidy. */
function powers(x: tf.Tensor, p: tf.Tensor, epsilon: number) {
  const clamped = tf.maximum(x, epsilon);
  const largest = tf.max(clamped, [1, 2], true);
  const ratio = tf.div(clamped, largest);
  const power = tf.pow(ratio, p);
  const mean = tf.mean(power, [1, 2], true);
  const inverse = tf.div(1, p);
  return { largest, ratio, power, mean, inverse, root: tf.pow(mean, inverse) };
}

/** Generalised mean over pixels, scaled by each channel's largest value so that no power overflows. @param x [N, H, W, C] @param p [1]
 * @returns [N, C]. */
export function gemPool(x: tf.Tensor, p: tf.Tensor, epsilon: number): tf.Tensor {
  const { largest, root } = powers(x, p, epsilon);
  const [n = 0, , , c = 0] = x.shape;
  return tf.reshape(tf.mul(largest, root), [n, c]);
}

/** dx = dy · mean^(1/p - 1) · r^(p - 1) / HW where x > epsilon; dP = Σ dy · y · (mean of r^p · ln r / mean - ln(mean) / p) / p. */
export function gemPoolGrad(
  dy: tf.Tensor,
  x: tf.Tensor,
  p: tf.Tensor,
  epsilon: number,
): { readonly dx: tf.Tensor; readonly dP: tf.Tensor } {
  const { largest, ratio, power, mean, inverse, root } = powers(x, p, epsilon);
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const gradient = tf.reshape(dy, [n, 1, 1, c]);
  const all = tf.mul(tf.div(power, ratio), tf.mul(tf.div(gradient, h * w), tf.div(root, mean)));
  const dx = tf.where(tf.greater(x, epsilon), all, tf.zerosLike(x));
  const moment = tf.div(tf.mean(tf.mul(power, tf.log(ratio)), [1, 2], true), mean);
  const bend = tf.mul(tf.sub(moment, tf.mul(tf.log(mean), inverse)), inverse);
  const dP = tf.reshape(tf.sum(tf.mul(tf.mul(gradient, tf.mul(largest, root)), bend)), [1]);
  return { dx, dP };
}
