import * as tf from '@tensorflow/tfjs-core';
import type { Window } from '../engine.js';

/**
 * Convolution and pooling with symmetric padding. tfjs backends agree on VALID only (wasm, cpu and TensorFlow differ in explicit padding,
 * and SAME pads asymmetrically at stride 2), so everything is padded first.
 */

/** Stands for -infinity under max; a backend may turn -infinity · 0 into NaN, this not. */
const LOWEST = -3.4028234663852886e38;

function pad(x: tf.Tensor4D, padding: number, value: number): tf.Tensor4D {
  if (padding === 0) return x;
  return tf.pad4d(
    x,
    [
      [0, 0],
      [padding, padding],
      [padding, padding],
      [0, 0],
    ],
    value,
  );
}

function unpad(x: tf.Tensor4D, shape: readonly number[], padding: number): tf.Tensor4D {
  return padding === 0 ? x : tf.slice4d(x, [0, padding, padding, 0], shape as [number, number, number, number]);
}

function paddedShape(shape: readonly number[], padding: number): number[] {
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  return [n, h + 2 * padding, w + 2 * padding, c];
}

export function conv2d(x: tf.Tensor4D, w: tf.Tensor4D, window: Window): tf.Tensor4D {
  return tf.conv2d(pad(x, window.padding, 0), w, window.stride, 'valid');
}

export function conv2dInputGrad(inputShape: readonly number[], w: tf.Tensor4D, dy: tf.Tensor4D, window: Window): tf.Tensor4D {
  const { stride, padding } = window;
  const dx = tf
    .engine()
    .runKernel<tf.Tensor4D>(
      'Conv2DBackpropInput',
      { dy, filter: w },
      { strides: [stride, stride], pad: 'valid', dataFormat: 'NHWC', inputShape: paddedShape(inputShape, padding) },
    );
  return unpad(dx, inputShape, padding);
}

export function conv2dFilterGrad(x: tf.Tensor4D, filterShape: readonly number[], dy: tf.Tensor4D, window: Window): tf.Tensor4D {
  const { stride, padding } = window;
  return tf
    .engine()
    .runKernel<tf.Tensor4D>(
      'Conv2DBackpropFilter',
      { x: pad(x, padding, 0), dy },
      { strides: [stride, stride], pad: 'valid', dataFormat: 'NHWC', filterShape: [...filterShape] },
    );
}

export function maxPool(x: tf.Tensor4D, window: Window): tf.Tensor4D {
  return tf.maxPool(pad(x, window.padding, LOWEST), window.kernel, window.stride, 'valid');
}

export function maxPoolGrad(dy: tf.Tensor4D, x: tf.Tensor4D, y: tf.Tensor4D, window: Window): tf.Tensor4D {
  const { kernel, stride, padding } = window;
  const dx = tf
    .engine()
    .runKernel<tf.Tensor4D>(
      'MaxPoolGrad',
      { dy, input: pad(x, padding, LOWEST), output: y },
      { filterSize: [kernel, kernel], strides: [stride, stride], pad: 'valid' },
    );
  return unpad(dx, x.shape, padding);
}
