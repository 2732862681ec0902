import type { Handle } from '../engine.js';
import type { NativeHandle } from './native-handle.js';
import type { NativeRuntime } from './native-runtime.js';

/** Columns that the project's own products compute at a time. */
export const PANEL = 32;

/** @param a [M, K] or, transposed, [K, M]  @param b [K, N] or, transposed, [N, K]  @returns [M, N]. */
export function matMul(runtime: NativeRuntime, a: Handle, b: Handle, { transposeA = false, transposeB = false } = {}): NativeHandle {
  const attributes = [runtime.type('T', a.dtype), runtime.bool('transpose_a', transposeA), runtime.bool('transpose_b', transposeB)];
  return runtime.one('MatMul', attributes, [a, b]);
}

/** Rows times a convolution's kernel seen as a matrix, by the project's own operation where it can (kernels/src/row-products.h): on two cores of an AMD EPYC that can do 467 GFLOP/s in bfloat16 it
 * does 380 to 420 where oneDNN's matrix product does 290 to 400.
 * @param x [..., K]  @param w [..., K, N] seen as [K, N] or, transposed, [..., N, K] seen as [N, K]  @returns [..., N]. */
export function timesKernel(runtime: NativeRuntime, x: Handle, w: Handle, transpose = false): NativeHandle {
  const [kernelRows, kernelColumns] = [w.shape.slice(0, -1).reduce((a, b) => a * b, 1), w.shape.at(-1) ?? 0];
  const [k, n] = transpose ? [kernelColumns, kernelRows] : [kernelRows, kernelColumns];
  if (runtime.kernels?.products[x.dtype] && (k % 2 === 0 || x.dtype === 'float32') && n % PANEL === 0)
    return runtime.one('SupconRowProducts', [runtime.type('T', x.dtype), runtime.bool('transpose', transpose)], [x, w]);
  const [rows, kernel] = [matrixOf(runtime, x), matrixOf(runtime, w)];
  const product = matMul(runtime, rows, kernel, { transposeB: transpose });
  const y = runtime.reshape(product, [...x.shape.slice(0, -1), n]);
  runtime.free([rows, kernel, product]);
  return y;
}

/** All axes but the last as one: [N, H, W, C] -> [N·H·W, C], kernels [K, K, I, O] -> [K·K·I, O]. The same memory. */
export function matrixOf(runtime: NativeRuntime, x: Handle): NativeHandle {
  const columns = x.shape.at(-1) ?? 0;
  return runtime.reshape(x, [x.shape.slice(0, -1).reduce((a, b) => a * b, 1), columns]);
}
