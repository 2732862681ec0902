import { CoreError } from '../errors.js';
import type { LinearClassifier } from '../heads/linear-classifier.js';

/** Mean distance to the decision boundaries between the answer and each other class, divided by the distance to the training mean; negative, so that it is
 * larger for less known. The distance to the boundary with class c is |z_best - z_c| / ‖w_best - w_c‖.
 * @param classifier weight [D, C], that the logits are of.  @param centre [D] mean of the training features.  @param features [N, D], not normalised.
 * @param logits [N, C].  @returns [N] float64, at most 0; 0 where there is no boundary, such as for a single class.  @throws CoreError BAD_SHAPE.
 * @see Liu and Qin, fDBD, arXiv:2312.11536, eq. 5 and section 3.3. */
export function fdbdScores(
  { weight, bias }: LinearClassifier,
  centre: Float32Array,
  features: Float32Array,
  logits: Float32Array,
): Float64Array {
  const [classes, width] = [bias.length, centre.length];
  const rows = features.length / width;
  if (weight.length !== width * classes || logits.length !== rows * classes)
    throw new CoreError(
      'BAD_SHAPE',
      `fdbdScores: needs weights for features of ${width} and logits for every row, got ${classes} classes, ${weight.length} weights and ${logits.length} logits for ${rows} rows`,
    );
  const between = weightDistances(weight, width, classes);
  return Float64Array.from({ length: rows }, (_, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    const best = own.indexOf(own.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY));
    let [sum, boundaries] = [0, 0];
    own.forEach((logit, c) => {
      const distance = between[best * classes + c]!;
      // Between classes of equal weights there is no boundary.
      if (c === best || distance === 0) return;
      sum += (own[best]! - logit) / distance;
      boundaries++;
    });
    let square = 0;
    for (let d = 0; d < width; d++) square += (features[row * width + d]! - centre[d]!) ** 2;
    return boundaries === 0 || square === 0 ? 0 : -sum / boundaries / Math.sqrt(square);
  });
}

/** [C, C] ‖w_a - w_b‖. */
function weightDistances(weight: Float32Array, width: number, classes: number): Float64Array {
  const squares = new Float64Array(classes * classes);
  for (let d = 0; d < width; d++)
    for (let a = 0; a < classes; a++)
      for (let b = 0; b < a; b++) squares[a * classes + b]! += (weight[d * classes + a]! - weight[d * classes + b]!) ** 2;
  for (let a = 0; a < classes; a++) for (let b = 0; b < a; b++) squares[b * classes + a] = squares[a * classes + b]!;
  return squares.map(Math.sqrt);
}
