/** Cross-entropy of the softmax of each row with a distribution over classes, weighted mean over rows, with its gradient and the hits, on the host in float64:
 * Σ_i w_i Σ_c t_ic (log Σ exp x_i - x_ic) / Σ_i w_i; 0 when all weights are 0.
 * @param logits [N, C], row-major.  @param targets [N, C], rows that sum to 1.  @param rowWeights [N], at least 0. */
export function softTargetRows(
  logits: Float32Array | Float64Array,
  classes: number,
  targets: Float32Array | Float64Array,
  rowWeights: Float64Array,
): { readonly loss: number; readonly gradient: Float64Array; readonly correct: number } {
  const rows = rowWeights.length;
  const gradient = new Float64Array(logits.length);
  const total = rowWeights.reduce((sum, weight) => sum + weight, 0);
  let loss = 0;
  let correct = 0;
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    const weight = total === 0 ? 0 : rowWeights[row]! / total;
    let best = 0;
    let wanted = 0;
    for (let c = 1; c < classes; c++) {
      if (logits[start + c]! > logits[start + best]!) best = c;
      if (targets[start + c]! > targets[start + wanted]!) wanted = c;
    }
    const largest = logits[start + best]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[start + c]! - largest);
    const logSum = largest + Math.log(sum);
    for (let c = 0; c < classes; c++) {
      const target = targets[start + c]!;
      gradient[start + c] = weight * (Math.exp(logits[start + c]! - logSum) - target);
      if (target > 0) loss += weight * target * (logSum - logits[start + c]!);
    }
    if (best === wanted) correct++;
  }
  return { loss, gradient, correct };
}
