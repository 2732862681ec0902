import { forTiles } from './product-tiles.js';

/** Where row i of a packed lower triangle begins: entry (i, j ≤ i) lies at `packedRow(i) + j`. */
export function packedRow(i: number): number {
  return (i * (i + 1)) / 2;
}

/** Columns that are eliminated at once: nearly all of the work is then products of rows (`forTiles`). */
const BLOCK = 32;

/** L of A = L Lᵀ, in float64.
 * @param lower [D (D + 1) / 2] lower triangle of a symmetric matrix, packed row by row; borrowed.
 * @returns the same form; undefined where the matrix is not positive definite.  @see Golub and Van Loan, Matrix Computations, 4.2.6. */
export function choleskyFactor(lower: Float64Array, size: number): Float64Array | undefined {
  const factor = lower.slice();
  for (let begin = 0; begin < size; begin += BLOCK) {
    const end = Math.min(begin + BLOCK, size);
    subtractProducts(factor, { values: factor, from: begin, to: size, rowAt: packedRow }, begin, end);
    for (let i = begin; i < end; i++) {
      const row = packedRow(i);
      substitute(factor, factor, row, begin, i);
      let rest = factor[row + i]!;
      for (let k = begin; k < i; k++) rest -= factor[row + k]! * factor[row + k]!;
      if (!(rest > 0)) return undefined;
      factor[row + i] = Math.sqrt(rest);
    }
    for (let i = end; i < size; i++) substitute(factor, factor, packedRow(i), begin, end);
  }
  return factor;
}

/** L⁻¹ v by forward substitution. @param factor packed lower triangle.  @param vector [D], overwritten with the result. */
export function solveLower(factor: Float32Array | Float64Array, vector: Float64Array): void {
  substitute(factor, vector, 0, 0, vector.length);
}

/** The same of every row, the same bits whichever rows are beside it. @param rows [N, D], overwritten with the results. */
export function solveLowerRows(factor: Float32Array | Float64Array, rows: Float64Array, width: number): void {
  const count = rows.length / width;
  const rowAt = (row: number): number => row * width;
  for (let begin = 0; begin < width; begin += BLOCK) {
    const end = Math.min(begin + BLOCK, width);
    subtractProducts(factor, { values: rows, from: 0, to: count, rowAt }, begin, end);
    for (let row = 0; row < count; row++) substitute(factor, rows, rowAt(row), begin, end);
  }
}

/** Takes from columns `begin` to `end` of some rows what the columns before them ask for: `x[j] -= Σ_{k < begin} x[k] L[j, k]`. */
function subtractProducts(
  factor: Float32Array | Float64Array,
  { values, from, to, rowAt }: { values: Float64Array; from: number; to: number; rowAt: (row: number) => number },
  begin: number,
  end: number,
): void {
  if (begin === 0) return;
  const rows = { values, count: to - from, begin: (row: number) => rowAt(from + row) };
  const block = { values: factor, count: end - begin, begin: (row: number) => packedRow(begin + row) };
  forTiles(rows, block, begin, false, ({ values: products, stride, aBegin, aEnd, bBegin, bEnd }) => {
    for (let i = aBegin; i < aEnd; i++) {
      const row = rowAt(from + i);
      const own = (i - aBegin) * stride - bBegin;
      // In a triangle a row ends at its diagonal.
      const last = values === factor ? Math.min(bEnd, from + i - begin + 1) : bEnd;
      for (let j = bBegin; j < last; j++) values[row + begin + j]! -= products[own + j]!;
    }
  });
}

/** Forward substitution in columns `begin` to `end` of the row that begins at `at`, where those before them are done with. */
function substitute(factor: Float32Array | Float64Array, values: Float64Array, at: number, begin: number, end: number): void {
  for (let j = begin; j < end; j++) {
    const other = packedRow(j);
    let rest = values[at + j]!;
    for (let k = begin; k < j; k++) rest -= values[at + k]! * factor[other + k]!;
    values[at + j] = rest / factor[other + j]!;
  }
}
