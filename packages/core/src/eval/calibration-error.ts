import { CoreError } from '../errors.js';
import { assertLabels } from '../math/labelled-embeddings.js';

/** Rows whose confidence (largest probability) lies in (lower, upper]; means are 0 for no rows. */
export interface ConfidenceBin {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/** Equal-width bins, as in Guo et al. */
export const CALIBRATION_BINS = 15;

/** The reliability diagram's figures: answers by confidence in bins of equal width.
 * @param confidences [N], 0..1.  @param isRight whether the answer of a row is right. */
export function binConfidences(
  confidences: Float32Array | Float64Array,
  isRight: (row: number) => boolean,
  bins = CALIBRATION_BINS,
): ConfidenceBin[] {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  confidences.forEach((confidence, row) => {
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]!;
    bin.count++;
    bin.confidence += confidence;
    if (isRight(row)) bin.right++;
  });
  return sums.map(({ count, confidence, right }, at) => ({
    lower: at / bins,
    upper: (at + 1) / bins,
    count,
    confidence: count === 0 ? 0 : confidence / count,
    accuracy: count === 0 ? 0 : right / count,
  }));
}

/** The same of all probabilities. Of classes equally probable, the first is the answer.
 * @param probabilities [N, C].  @param labels [N], 0..C-1.  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function confidenceBins(
  probabilities: Float32Array | Float64Array,
  labels: Int32Array,
  classes: number,
  bins = CALIBRATION_BINS,
): ConfidenceBin[] {
  const rows = labels.length;
  if (probabilities.length !== rows * classes)
    throw new CoreError(
      'BAD_SHAPE',
      `confidenceBins: ${rows} rows of ${classes} probabilities expected, got ${probabilities.length} values`,
    );
  assertLabels('confidenceBins', labels, rows, classes);
  const answers = new Int32Array(rows);
  const confidences = Float64Array.from(labels, (_, row) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (probabilities[row * classes + c]! > probabilities[row * classes + best]!) best = c;
    answers[row] = best;
    return probabilities[row * classes + best]!;
  });
  return binConfidences(confidences, (row) => answers[row] === labels[row], bins);
}

/** Expected calibration error, 0..1: mean |accuracy - confidence| of the bins, weighted by their rows; 0 for no rows.
 * @see Guo et al., arXiv:1706.04599, eq. 3. */
export function expectedCalibrationError(bins: readonly ConfidenceBin[]): number {
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, { count, accuracy, confidence }) => sum + (count * Math.abs(accuracy - confidence)) / Math.max(1, rows), 0);
}
