/** log Σ_c exp(z_c) of each row, in float64, without overflow: the negative of the free energy of Liu et al., arXiv:2010.03759, eq. 4, at temperature 1.
 * @param logits [N, C].  @returns [N]. */
export function logSumExpRows(logits: Float32Array | Float64Array, classes: number): Float64Array {
  return Float64Array.from({ length: logits.length / classes }, (_, row) => {
    const begin = row * classes;
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = begin; at < begin + classes; at++) largest = Math.max(largest, logits[at]!);
    let sum = 0;
    for (let at = begin; at < begin + classes; at++) sum += Math.exp(logits[at]! - largest);
    return largest + Math.log(sum);
  });
}
