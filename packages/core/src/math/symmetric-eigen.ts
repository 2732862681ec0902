import type { Rng } from '../rng.js';
import { dotProductFloat64 as dotProduct } from './dot-product-float64.js';

/** The largest eigenvalues of a symmetric matrix and their vectors. */
export interface Eigen {
  /** [K], largest first; rounding below 0 is cut off. */
  readonly values: Float64Array;
  /** [K, n], orthonormal rows. */
  readonly vectors: Float64Array;
}

/** Directions carried along beside the wanted ones: the wanted ones then converge by the ratio to the first that is not carried. */
const EXTRA = 16;
const MAX_ITERATIONS = 2000;
/** Of the largest eigenvalue: residuals below this are rounding. */
const TOLERANCE = 1e-11;

/** The largest eigenvalues of a symmetric positive semidefinite matrix with their vectors, by subspace iteration with Rayleigh-Ritz steps.
 * @param matrix [n, n] row-major, borrowed.  @param wanted K, 1..n.  @param rng for the first directions.
 * @see Golub and Van Loan, Matrix Computations, 4th edition, section 8.2.4; Jacobi's method for the small problem, section 8.5. */
export function symmetricEigen(matrix: Float64Array, n: number, wanted: number, rng: Rng): Eigen {
  const width = Math.min(n, wanted + EXTRA);
  let basis = orthonormal(
    Float64Array.from({ length: width * n }, () => rng.normal()),
    n,
  );
  for (let iteration = 0; ; iteration++) {
    const image = apply(matrix, basis, n);
    const inner = new Float64Array(width * width);
    for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) inner[i * width + j] = dotProduct(basis, i * n, image, j * n, n);
    const small = jacobi(inner, width);
    const ritz = rotate(small.vectors, basis, n);
    const images = rotate(small.vectors, image, n);
    const scale = Math.max(Math.abs(small.values[0]!), Number.MIN_VALUE);
    let residual = 0;
    for (let k = 0; k < wanted; k++)
      for (let i = 0; i < n; i++) residual = Math.max(residual, Math.abs(images[k * n + i]! - small.values[k]! * ritz[k * n + i]!));
    // A basis of the whole space is exact at once.
    if (width === n || residual <= TOLERANCE * scale || iteration === MAX_ITERATIONS)
      return { values: small.values.slice(0, wanted).map((value) => Math.max(0, value)), vectors: ritz.slice(0, wanted * n) };
    basis = orthonormal(images, n);
  }
}

/** Each row times the symmetric matrix. */
function apply(matrix: Float64Array, rows: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: rows.length }, (_, at) => dotProduct(matrix, (at % n) * n, rows, at - (at % n), n));
}

/** Σ_j weights[i, j] · rows[j]. @param weights [w, w]  @param rows [w, n] */
function rotate(weights: Float64Array, rows: Float64Array, n: number): Float64Array {
  const width = rows.length / n;
  const result = new Float64Array(rows.length);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) {
      const weight = weights[i * width + j]!;
      for (let at = 0; at < n; at++) result[i * n + at]! += weight * rows[j * n + at]!;
    }
  return result;
}

/** Modified Gram and Schmidt, twice over, in place. A row that depends on those before it becomes the first axis that does not. */
function orthonormal(rows: Float64Array, n: number): Float64Array {
  const count = rows.length / n;
  for (let i = 0, axis = 0; i < count; i++) {
    const row = rows.subarray(i * n, (i + 1) * n);
    const before = Math.sqrt(dotProduct(row, 0, row, 0, n));
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const along = dotProduct(row, 0, rows, j * n, n);
        for (let at = 0; at < n; at++) row[at]! -= along * rows[j * n + at]!;
      }
    const length = Math.sqrt(dotProduct(row, 0, row, 0, n));
    if (length > 1e-12 * before && length > 0) for (let at = 0; at < n; at++) row[at]! /= length;
    else {
      row.fill(0);
      row[axis++ % n] = 1;
      i--;
    }
  }
  return rows;
}

/** All eigenvalues of a small symmetric matrix by cyclic Jacobi rotations, largest first. @param input [n, n]  @returns vectors as rows */
function jacobi(input: Float64Array, n: number): Eigen {
  const a = Float64Array.from(input, (value, at) => (value + input[(at % n) * n + Math.floor(at / n)]!) / 2);
  const v = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let i = 0; i < n; i++) {
      diagonal = Math.max(diagonal, Math.abs(a[i * n + i]!));
      for (let j = 0; j < i; j++) off = Math.max(off, Math.abs(a[i * n + j]!));
    }
    if (off <= 1e-17 * diagonal || off === 0) break;
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) turn(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    vectors.set(v.subarray(from * n, (from + 1) * n), to * n);
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors };
}

/** One rotation in the plane of p and q that makes a[p, q] zero; the same rotation on the rows of v. */
function turn(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [akp, akq] = [a[k * n + p]!, a[k * n + q]!];
    a[k * n + p] = c * akp - s * akq;
    a[k * n + q] = s * akp + c * akq;
  }
  for (const matrix of [a, v])
    for (let k = 0; k < n; k++) {
      const [pk, qk] = [matrix[p * n + k]!, matrix[q * n + k]!];
      matrix[p * n + k] = c * pk - s * qk;
      matrix[q * n + k] = s * pk + c * qk;
    }
}
