import { CoreError } from '../errors.js';
import { assertLabels } from '../math/labelled-embeddings.js';

/** The smallest probability that counts: float64's machine epsilon, as in scikit-learn's log_loss. */
const SMALLEST = Number.EPSILON;

/** Mean of -log p(label), in nats, 0 or more. @param probabilities [N, C].  @param labels [N], 0..C-1, at least one.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function negativeLogLikelihood(probabilities: Float32Array | Float64Array, labels: Int32Array, classes: number): number {
  const rows = labels.length;
  if (rows === 0 || probabilities.length !== rows * classes)
    throw new CoreError(
      'BAD_SHAPE',
      `negativeLogLikelihood: ${rows} rows of ${classes} probabilities expected, at least one, got ${probabilities.length} values`,
    );
  assertLabels('negativeLogLikelihood', labels, rows, classes);
  return labels.reduce((sum, label, row) => sum - Math.log(Math.max(SMALLEST, probabilities[row * classes + label]!)), 0) / rows;
}
