import { allRows, forTiles } from './product-tiles.js';

/** Scalar products of every row of `a` with every row of `b` in float64: `out[i, j] = a[i] · b[j]`.
 * @param a [M, D], borrowed.  @param b [N, D], borrowed.  @returns [M, N] */
export function float64Products(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const columns = b.length / width;
  const out = new Float64Array((a.length / width) * columns);
  forTiles(allRows(a, width), allRows(b, width), width, false, ({ values, stride, aBegin, aEnd, bBegin, bEnd }) => {
    // By hand: a view for each row of few values costs more than the values.
    for (let i = aBegin; i < aEnd; i++) {
      const from = (i - aBegin) * stride - bBegin;
      for (let j = bBegin; j < bEnd; j++) out[i * columns + j] = values[from + j]!;
    }
  });
  return out;
}

/** The same of rows with themselves, half of which need not be computed. @param rows [N, D], borrowed.  @returns [N, N], symmetric to the bit. */
export function float64GramMatrix(rows: Float64Array, width: number): Float64Array {
  const count = rows.length / width;
  return plusGramMatrix(new Float64Array(count * count), rows, width, 1);
}

/** A symmetric matrix and `factor` times the products of rows with themselves, in one pass.
 * @param matrix [N, N], borrowed.  @param rows [N, D], borrowed.  @returns [N, N], symmetric to the bit where the matrix is. */
export function plusGramMatrix(matrix: Float64Array, rows: Float64Array, width: number, factor: number): Float64Array {
  const own = allRows(rows, width);
  const { count } = own;
  const out = new Float64Array(count * count);
  forTiles(own, own, width, true, ({ values, stride, aBegin, aEnd, bBegin, bEnd }) => {
    for (let i = aBegin; i < aEnd; i++) {
      const from = (i - aBegin) * stride - bBegin;
      const end = Math.min(bEnd, i + 1);
      for (let j = bBegin; j < end; j++) out[i * count + j] = values[from + j] = matrix[i * count + j]! + factor * values[from + j]!;
    }
    // The other half, its own rows one after the other.
    const last = Math.min(bEnd, aEnd);
    for (let j = bBegin; j < last; j++)
      for (let i = Math.max(aBegin, j + 1); i < aEnd; i++) out[j * count + i] = values[(i - aBegin) * stride + j - bBegin]!;
  });
  return out;
}
