import type { Handle } from '../engine.js';
import { withNumber } from './native-elementwise.js';
import type { NativeHandle } from './native-handle.js';
import type { NativeRuntime } from './native-runtime.js';

/** A mean, sum or maximum over some axes. @param keepDims leaves them in the shape as 1. Default false. */
export function reduce(
  runtime: NativeRuntime,
  op: 'Mean' | 'Sum' | 'Max',
  x: Handle,
  axes: readonly number[],
  keepDims = false,
): NativeHandle {
  const attributes = [runtime.type('T', x.dtype), runtime.type('Tidx', 'int32'), runtime.bool('keep_dims', keepDims)];
  return runtime.one(op, attributes, [x, runtime.ints(axes)]);
}

/** `Engine.globalAveragePoolGrad`: every pixel gets its share. @param dy [N, C] @returns of `inputShape`. */
export function globalAveragePoolGrad(runtime: NativeRuntime, dy: Handle, inputShape: readonly number[]): NativeHandle {
  const [n = 0, h = 0, w = 0, c = 0] = inputShape;
  const scaled = withNumber(runtime, 'Mul', dy, 1 / (h * w));
  const shaped = runtime.reshape(scaled, [n, 1, 1, c]);
  const dx = runtime.one('BroadcastTo', [runtime.type('T', dy.dtype), runtime.type('Tidx', 'int32')], [shaped, runtime.ints(inputShape)]);
  runtime.free([scaled, shaped]);
  return dx;
}
