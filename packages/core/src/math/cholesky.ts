/** Where row i of a packed lower triangle begins: entry (i, j ≤ i) lies at `packedRow(i) + j`. */
export function packedRow(i: number): number {
  return (i * (i + 1)) / 2;
}

/** L of A = L Lᵀ, in float64.
 * @param lower [D (D + 1) / 2] lower triangle of a symmetric matrix, packed row by row; borrowed.
 * @returns the same form; undefined where the matrix is not positive definite.  @see Golub and Van Loan, Matrix Computations, 4.2. */
export function choleskyFactor(lower: Float64Array, size: number): Float64Array | undefined {
  const factor = lower.slice();
  for (let begin = 0; begin < size; begin += 4) {
    const end = Math.min(begin + 4, size);
    // Left of the diagonal block four rows at a time: every value of another row then serves four sums.
    const whole = end === begin + 4 ? begin : 0;
    if (whole > 0) eliminateFour(factor, begin);
    for (let i = begin; i < end; i++) {
      const row = packedRow(i);
      for (let j = whole; j <= i; j++) {
        const other = packedRow(j);
        let rest = factor[row + j]!;
        for (let k = 0; k < j; k++) rest -= factor[row + k]! * factor[other + k]!;
        if (i !== j) factor[row + j] = rest / factor[other + j]!;
        else if (rest > 0) factor[row + i] = Math.sqrt(rest);
        else return undefined;
      }
    }
  }
  return factor;
}

/** Entries left of column `begin` of the rows `begin` to `begin + 3`. */
function eliminateFour(factor: Float64Array, begin: number): void {
  const r0 = packedRow(begin);
  const r1 = packedRow(begin + 1);
  const r2 = packedRow(begin + 2);
  const r3 = packedRow(begin + 3);
  for (let j = 0; j < begin; j++) {
    const other = packedRow(j);
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < j; k++) {
      const value = factor[other + k]!;
      s0 += factor[r0 + k]! * value;
      s1 += factor[r1 + k]! * value;
      s2 += factor[r2 + k]! * value;
      s3 += factor[r3 + k]! * value;
    }
    const pivot = factor[other + j]!;
    factor[r0 + j] = (factor[r0 + j]! - s0) / pivot;
    factor[r1 + j] = (factor[r1 + j]! - s1) / pivot;
    factor[r2 + j] = (factor[r2 + j]! - s2) / pivot;
    factor[r3 + j] = (factor[r3 + j]! - s3) / pivot;
  }
}

/** L⁻¹ v by forward substitution. @param factor packed lower triangle.  @param vector [D], overwritten with the result. */
export function solveLower(factor: Float32Array | Float64Array, vector: Float64Array): void {
  for (let i = 0; i < vector.length; i++) {
    const row = packedRow(i);
    let s0 = 0;
    let s1 = 0;
    let k = 0;
    for (; k + 1 < i; k += 2) {
      s0 += factor[row + k]! * vector[k]!;
      s1 += factor[row + k + 1]! * vector[k + 1]!;
    }
    for (; k < i; k++) s0 += factor[row + k]! * vector[k]!;
    vector[i] = (vector[i]! - s0 - s1) / factor[row + i]!;
  }
}

/** The same of every row, four at a time: a value of the factor then serves four vectors. @param rows [N, D], overwritten with the results. */
export function solveLowerRows(factor: Float32Array | Float64Array, rows: Float64Array, width: number): void {
  const count = rows.length / width;
  const whole = count - (count % 4);
  for (let begin = 0; begin < whole; begin += 4) {
    const v0 = begin * width;
    const v1 = v0 + width;
    const v2 = v1 + width;
    const v3 = v2 + width;
    for (let i = 0; i < width; i++) {
      const row = packedRow(i);
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < i; k++) {
        const value = factor[row + k]!;
        s0 += value * rows[v0 + k]!;
        s1 += value * rows[v1 + k]!;
        s2 += value * rows[v2 + k]!;
        s3 += value * rows[v3 + k]!;
      }
      const pivot = factor[row + i]!;
      rows[v0 + i] = (rows[v0 + i]! - s0) / pivot;
      rows[v1 + i] = (rows[v1 + i]! - s1) / pivot;
      rows[v2 + i] = (rows[v2 + i]! - s2) / pivot;
      rows[v3 + i] = (rows[v3 + i]! - s3) / pivot;
    }
  }
  for (let row = whole; row < count; row++) solveLower(factor, rows.subarray(row * width, (row + 1) * width));
}
