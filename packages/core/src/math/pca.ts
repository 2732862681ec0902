import { CoreError } from '../errors.js';
import { createRng } from '../rng.js';
import { dotProductFloat64 as dotProduct } from './dot-product-float64.js';
import { embeddingWidth } from './labelled-embeddings.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** The directions of largest variance, with what each explains. */
export interface PrincipalComponents {
  /** [D] float64, the mean row. */
  readonly mean: Float64Array;
  /** [K, D] float64, orthonormal rows, largest variance first; a row without variance is zero. Of each row the entry largest in size is positive. */
  readonly components: Float64Array;
  /** [K] variance along each component, divided by N - 1. */
  readonly variances: Float64Array;
  /** [K] share of the whole variance, 0..1; 0 where all rows are equal. */
  readonly shares: Float64Array;
  /** [N, K] float64, the rows seen along the components. */
  readonly projected: Float64Array;
}

/** The first principal components of rows, exactly: the leading eigenvectors of the covariance [D, D], or of the rows' products [N, N] where
 * there are fewer rows than columns. Deterministic, in float64.
 * @param rows [N, D] float32.  @param count N.  @param components K, at most N and D.
 * @throws CoreError BAD_SHAPE; a value that is not finite is one.
 * @see Pearson 1901; signs as scikit-learn's PCA has them since 1.5. */
export function principalComponents(rows: Float32Array, count: number, components: number): PrincipalComponents {
  const width = embeddingWidth('principalComponents', rows, count);
  const small = Math.min(count, width);
  if (!Number.isInteger(components) || components < 1 || components > small)
    throw new CoreError('BAD_SHAPE', `principalComponents: wanted 1..${small} components of ${count} rows of ${width}, got ${components}`);
  if (rows.some((value) => !Number.isFinite(value)))
    throw new CoreError('BAD_SHAPE', 'principalComponents: a row holds a value that is not finite; the encoder has diverged');
  const mean = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) mean[at % width]! += rows[at]! / count;
  // By rows or by columns, so that each product runs along memory.
  const byRow = Float64Array.from(rows, (value, at) => value - mean[at % width]!);
  const total = byRow.reduce((sum, value) => sum + value * value, 0);
  const dual = count < width;
  const lines = dual ? byRow : transpose(byRow, count, width);
  const { values, vectors } = symmetricEigen(products(lines, small), small, components, createRng(0, 'pca'));
  const axes = dual ? combine(vectors, byRow, components, width) : vectors;
  // Of what has no variance but that of rounding no direction is told, and rows have no length along it.
  const least = Math.max(count, width) * Number.EPSILON * (values[0] ?? 0);
  values.forEach((value, k) => {
    if (value > least) return;
    values[k] = 0;
    axes.fill(0, k * width, (k + 1) * width);
  });
  orient(axes, components, width);
  const projected = new Float64Array(count * components);
  for (let row = 0; row < count; row++)
    for (let k = 0; k < components; k++) projected[row * components + k] = dotProduct(byRow, row * width, axes, k * width, width);
  return {
    mean,
    components: axes,
    variances: values.map((value) => value / Math.max(1, count - 1)),
    shares: values.map((value) => (total > 0 ? value / total : 0)),
    projected,
  };
}

function transpose(matrix: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from({ length: matrix.length }, (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)]!);
}

/** @param lines [n, m]  @returns [n, n], each line's product with each other. */
function products(lines: Float64Array, n: number): Float64Array {
  const length = lines.length / n;
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const product = dotProduct(lines, i * length, lines, j * length, length);
      result[i * n + j] = product;
      result[j * n + i] = product;
    }
  return result;
}

/** Axes in D dimensions from weights of the rows: Xᵀu, made orthonormal again. @param weights [K, N]  @returns [K, D] */
function combine(weights: Float64Array, rows: Float64Array, components: number, width: number): Float64Array {
  const count = rows.length / width;
  const axes = new Float64Array(components * width);
  for (let k = 0; k < components; k++) {
    const axis = axes.subarray(k * width, (k + 1) * width);
    for (let row = 0; row < count; row++) {
      const weight = weights[k * count + row]!;
      for (let i = 0; i < width; i++) axis[i]! += weight * rows[row * width + i]!;
    }
    const length = Math.sqrt(dotProduct(axis, 0, axis, 0, width));
    if (length > 0) for (let i = 0; i < width; i++) axis[i]! /= length;
  }
  return axes;
}

function orient(axes: Float64Array, components: number, width: number): void {
  for (let k = 0; k < components; k++) {
    const axis = axes.subarray(k * width, (k + 1) * width);
    const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    if (largest < 0) for (let i = 0; i < width; i++) axis[i] = -axis[i]!;
  }
}
