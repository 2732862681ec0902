/** Where row i of a packed lower triangle begins: entry (i, j ≤ i) lies at `packedRow(i) + j`. */
export function packedRow(i: number): number {
  return (i * (i + 1)) / 2;
}

/** L of A = L Lᵀ, in float64.
 * @param lower [D (D + 1) / 2] lower triangle of a symmetric matrix, packed row by row; borrowed.
 * @returns the same form; undefined where the matrix is not positive definite.  @see Golub and Van Loan, Matrix Computations, 4.2. */
export function choleskyFactor(lower: Float64Array, size: number): Float64Array | undefined {
  const factor = lower.slice();
  for (let i = 0; i < size; i++) {
    const row = packedRow(i);
    for (let j = 0; j <= i; j++) {
      const other = packedRow(j);
      let s0 = 0;
      let s1 = 0;
      let k = 0;
      for (; k + 1 < j; k += 2) {
        s0 += factor[row + k]! * factor[other + k]!;
        s1 += factor[row + k + 1]! * factor[other + k + 1]!;
      }
      for (; k < j; k++) s0 += factor[row + k]! * factor[other + k]!;
      const rest = factor[row + j]! - s0 - s1;
      if (i !== j) factor[row + j] = rest / factor[other + j]!;
      else if (rest > 0) factor[row + i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return factor;
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
