import type { Handle } from '../engine.js';
import type { NativeHandle } from './native-handle.js';
import type { NativeRuntime } from './native-runtime.js';

/** An operation of two tensors of one dtype; TensorFlow broadcasts their shapes. */
export function binary(
  runtime: NativeRuntime,
  op: 'AddV2' | 'Sub' | 'Mul' | 'RealDiv' | 'Maximum' | 'Pow',
  a: Handle,
  b: Handle,
): NativeHandle {
  return runtime.one(op, [runtime.type('T', a.dtype)], [a, b]);
}

/** An operation with one operand, entry by entry, in the operand's dtype. */
export function unary(runtime: NativeRuntime, op: 'Relu' | 'Relu6' | 'Sqrt' | 'Log', x: Handle): NativeHandle {
  return runtime.one(op, [runtime.type('T', x.dtype)], [x]);
}

/** Backward through an activation, from its output. */
export function activationGrad(runtime: NativeRuntime, op: 'ReluGrad' | 'Relu6Grad', dy: Handle, y: Handle): NativeHandle {
  return runtime.one(op, [runtime.type('T', y.dtype)], [dy, y]);
}

/** `op` of a tensor and a number. */
export function withNumber(runtime: NativeRuntime, op: 'AddV2' | 'Mul', x: Handle, value: number): NativeHandle {
  return binary(runtime, op, x, runtime.scalar(value, x.dtype));
}

/** @returns a scalar, the sum of squares, in the dtype of x; by TensorFlow's L2Loss, which is half of it. */
export function sumSquares(runtime: NativeRuntime, x: Handle): NativeHandle {
  const half = runtime.one('L2Loss', [runtime.type('T', x.dtype)], [x]);
  const sum = withNumber(runtime, 'Mul', half, 2);
  runtime.free([half]);
  return sum;
}

/** a + (b - a) · weight, in one operation where there are kernels and in three elsewhere. */
export function lerp(runtime: NativeRuntime, a: Handle, b: Handle, weight: number): NativeHandle {
  if (runtime.kernels) return runtime.one('SupconLerp', [runtime.type('T', a.dtype), runtime.float('weight', weight)], [a, b]);
  const difference = binary(runtime, 'Sub', b, a);
  const step = withNumber(runtime, 'Mul', difference, weight);
  const result = binary(runtime, 'AddV2', a, step);
  runtime.free([difference, step]);
  return result;
}
