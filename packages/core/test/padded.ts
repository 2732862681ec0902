import * as tf from '@tensorflow/tfjs-core';
import type { Window } from '../src/plans/window.js';

/** Pictures with a window's padding around them, for operations of tfjs that then run VALID. @param value what they are padded with. Default 0. */
export function padded(x: tf.Tensor4D, { kernel, stride, padding }: Window, value = 0): tf.Tensor4D {
  const along = (side: number): [number, number] => {
    if (padding !== 'same') return [padding, padding];
    const needed = Math.max((Math.ceil(side / stride) - 1) * stride + kernel - side, 0);
    return [Math.floor(needed / 2), Math.ceil(needed / 2)];
  };
  const [, height, width] = x.shape;
  return tf.pad4d(x, [[0, 0], along(height), along(width), [0, 0]], value);
}
