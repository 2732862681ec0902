import { CoreError } from '../errors.js';
import { logSumExpRows } from '../math/log-sum-exp.js';

/** Activations below this percentile of a picture's own count as the small ones: the authors' choice for ImageNet. */
export const SCALE_PERCENTILE = 85;

/** Negative log Σ exp of the logits after all activations are multiplied by exp(Q / Qₚ), larger for less known. Q is the sum of the activations, Qₚ that of
 * the largest 15 %: what speaks through few large activations is scaled less. Activations below 0, which only encoders without a last ReLU have, do not
 * count in the sums: the paper knows none. The factor is the same for features of unit length.
 * @param bias [C] of the classifier that the logits are of: logits of scaled features are (z - b) · s + b.  @param features [N, D], of any length.
 * @param logits [N, C].  @returns [N] float64.  @throws CoreError BAD_SHAPE.  @see Xu et al., SCALE, arXiv:2310.00227, eq. 7 and 8. */
export function scaleScores(bias: Float32Array, features: Float32Array, logits: Float32Array): Float64Array {
  const classes = bias.length;
  const rows = logits.length / classes;
  const width = features.length / rows;
  if (!Number.isInteger(rows) || !Number.isInteger(width) || width < 1)
    throw new CoreError(
      'BAD_SHAPE',
      `scaleScores: ${logits.length} logits of ${classes} classes do not fit ${features.length} values of features`,
    );
  const scaled = new Float64Array(logits.length);
  for (let row = 0; row < rows; row++) {
    const factor = scaleFactor(features.subarray(row * width, (row + 1) * width));
    for (let c = 0; c < classes; c++) scaled[row * classes + c] = (logits[row * classes + c]! - bias[c]!) * factor + bias[c]!;
  }
  return logSumExpRows(scaled, classes).map((energy) => -energy);
}

/** exp(Q / Qₚ); e where nothing is active. */
function scaleFactor(activations: Float32Array): number {
  const sorted = activations.toSorted().reverse();
  const kept = sorted.length - Math.round((sorted.length * SCALE_PERCENTILE) / 100);
  let [all, largest] = [0, 0];
  sorted.forEach((activation, at) => {
    if (activation <= 0) return;
    all += activation;
    if (at < Math.max(1, kept)) largest += activation;
  });
  return Math.exp(largest === 0 ? 1 : all / largest);
}
