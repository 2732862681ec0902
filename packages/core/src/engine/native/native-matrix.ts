import type { Handle } from '../engine.js';
import type { NativeHandle } from './native-handle.js';
import type { NativeRuntime } from './native-runtime.js';

/** @param a [M, K] or, transposed, [K, M]  @param b [K, N] or, transposed, [N, K]  @returns [M, N]. */
export function matMul(runtime: NativeRuntime, a: Handle, b: Handle, { transposeA = false, transposeB = false } = {}): NativeHandle {
  const attributes = [runtime.type('T', a.dtype), runtime.bool('transpose_a', transposeA), runtime.bool('transpose_b', transposeB)];
  return runtime.one('MatMul', attributes, [a, b]);
}

/** All axes but the last as one: [N, H, W, C] -> [N·H·W, C], kernels [K, K, I, O] -> [K·K·I, O]. The same memory. */
export function matrixOf(runtime: NativeRuntime, x: Handle): NativeHandle {
  const columns = x.shape.at(-1) ?? 0;
  return runtime.reshape(x, [x.shape.slice(0, -1).reduce((a, b) => a * b, 1), columns]);
}
