import * as tf from '@tensorflow/tfjs-core';
import { keepBoxesInside } from '../crop-boxes.js';

export function cropAndResize(images: tf.Tensor, boxes: Float32Array, boxImages: Int32Array, size: number): tf.Tensor {
  const pixels = tf.cast(images, 'float32') as tf.Tensor4D;
  const inside = tf.tensor2d(keepBoxesInside(boxes), [boxImages.length, 4]);
  return tf.image.cropAndResize(pixels, inside, tf.tensor1d(boxImages.slice(), 'int32'), [size, size], 'bilinear', 0);
}

export function colourTransform(images: tf.Tensor, matrices: Float32Array, offsets: Float32Array, low: number, high: number): tf.Tensor {
  const [n = 0, h = 0, w = 0] = images.shape;
  const pixels = tf.reshape(images, [n, h * w, 3]);
  const turned = tf.matMul(pixels, tf.tensor3d(matrices.slice(), [n, 3, 3]));
  const moved = tf.add(turned, tf.tensor3d(offsets.slice(), [n, 1, 3]));
  return tf.reshape(tf.clipByValue(moved, low, high), [n, h, w, 3]);
}
