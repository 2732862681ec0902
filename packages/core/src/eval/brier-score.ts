import { CoreError } from '../errors.js';
import { assertLabels } from '../math/labelled-embeddings.js';

/** Mean over rows of Σ_c (p_c - y_c)², where y is 1 for the label: 0 is perfect, 2 certain and wrong. (Brier's own definition; the one
 * for two classes that halves it is not used.)
 * @param probabilities [N, C].  @param labels [N], 0..C-1, at least one.  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function brierScore(probabilities: Float32Array | Float64Array, labels: Int32Array, classes: number): number {
  const rows = labels.length;
  if (rows === 0 || probabilities.length !== rows * classes)
    throw new CoreError(
      'BAD_SHAPE',
      `brierScore: ${rows} rows of ${classes} probabilities expected, at least one, got ${probabilities.length} values`,
    );
  assertLabels('brierScore', labels, rows, classes);
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < classes; c++) sum += (probabilities[row * classes + c]! - (labels[row] === c ? 1 : 0)) ** 2;
  return sum / rows;
}
