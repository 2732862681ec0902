import type * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { matrixOperand } from './matrix-operand.js';
import { runProduct } from './run-product.js';
import { splitReduction } from './split-plan.js';
import { SPLIT_REDUCTION } from './tiled-product.js';

/** A matrix product of two matrices.
 * @param a [M, K] or, transposed, [K, M]  @param b [K, N] or, transposed, [N, K]  @returns float32 of `outputShape`, M·N values. */
export function multiply(
  backend: WebGPUBackend,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  { m, n, k, transposeA, transposeB }: { m: number; n: number; k: number; transposeA: boolean; transposeB: boolean },
  outputShape: readonly number[],
): tf.TensorInfo {
  const { tile, parts, chunk } = splitReduction(m, n, k);
  const whole = (length: number): boolean => length % 4 === 0;
  return runProduct(backend, {
    name: 'matMul',
    product: {
      tile,
      a: matrixOperand('a', transposeA ? 'outer' : 'reduction', whole(transposeA ? m : k), {
        outer: 'uniforms.sizeM',
        reduction: 'uniforms.sizeR',
      }),
      b: matrixOperand('b', transposeB ? 'reduction' : 'outer', whole(transposeB ? k : n), {
        outer: 'uniforms.sizeN',
        reduction: 'uniforms.sizeR',
      }),
      vectorOutput: whole(n),
      ...SPLIT_REDUCTION,
    },
    a,
    b,
    sizeM: m,
    sizeN: n,
    sizeR: k,
    parts,
    summed: true,
    outputShape,
    uniforms: { chunk },
  });
}

/** BatchMatMul of two matrices; `undefined` for batches of them, which tfjs's own kernel takes. */
export function matMulKernel(
  backend: WebGPUBackend,
  inputs: tf.NamedTensorInfoMap,
  attrs: tf.NamedAttrMap | undefined,
): tf.TensorInfo | undefined {
  const { a, b } = inputs;
  const { transposeA, transposeB } = attrs as unknown as { transposeA: boolean; transposeB: boolean };
  if (a?.shape.length !== 2 || b?.shape.length !== 2 || a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const [rows = 0, columns = 0] = a.shape;
  const [m, k] = transposeA ? [columns, rows] : [rows, columns];
  const n = b.shape[transposeB ? 0 : 1] ?? 0;
  return multiply(backend, a, b, { m, n, k, transposeA, transposeB }, [m, n]);
}
