/** log Σ_j exp(row[j] · scale) over every j but `skip`, in float64. The maximum is taken after the skip: among unit vectors the self
 * similarity is always the largest, and subtracting it can underflow everything else.
 * @param values holds the row at `start`, `length` entries long.  @returns -Infinity when nothing is left. */
export function maskedLogSumExp(values: Float32Array, start: number, length: number, skip: number, scale: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < length; j++) {
    const logit = values[start + j]! * scale;
    if (j !== skip && logit > largest) largest = logit;
  }
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (let j = 0; j < length; j++) if (j !== skip) sum += Math.exp(values[start + j]! * scale - largest);
  return largest + Math.log(sum);
}
