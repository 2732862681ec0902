import { CoreError } from '../errors.js';
import { assertLabels } from '../math/labelled-embeddings.js';

/** The temperature that makes probabilities mean what they say, and how it came about. */
export interface TemperatureFit {
  /** Divide logits by it before the softmax. */
  readonly temperature: number;
  /** - `fitted`: the likelihood's minimum.
   * - `allRight`: every answer is right, so the likelihood knows no limit to confidence; the temperature stays 1.
   * - `bounded`: the minimum lies outside the range and the nearest bound is taken. */
  readonly outcome: 'fitted' | 'allRight' | 'bounded';
}

/** Beyond these a temperature says that the classifier is of no use. */
const RANGE = { lowest: 0.05, highest: 100 } as const;

/** The one number by which logits are divided so that probabilities mean what they say: minimises the negative log likelihood of a
 * validation set that the classifier was not fitted on. Convex in 1 / T; Newton steps, bisection where they leave the bracket.
 * Labels predicted stay as they are.
 * @param logits [N, C].  @param labels [N], 0..C-1, at least one.  @throws CoreError BAD_SHAPE, BAD_LABELS.
 * @see Guo et al., arXiv:1706.04599, section 4.2. */
export function fitTemperature(logits: Float32Array | Float64Array, labels: Int32Array, classes: number): TemperatureFit {
  const rows = labels.length;
  if (rows === 0 || logits.length !== rows * classes)
    throw new CoreError(
      'BAD_SHAPE',
      `fitTemperature: ${rows} rows of ${classes} logits expected, at least one, got ${logits.length} values`,
    );
  assertLabels('fitTemperature', labels, rows, classes);
  if (allRight(logits, labels, classes)) return { temperature: 1, outcome: 'allRight' };
  let [low, high] = [1 / RANGE.highest, 1 / RANGE.lowest];
  if (slopes(logits, labels, classes, low).first >= 0) return { temperature: RANGE.highest, outcome: 'bounded' };
  if (slopes(logits, labels, classes, high).first <= 0) return { temperature: RANGE.lowest, outcome: 'bounded' };
  let inverse = 1;
  for (let step = 0; step < 100 && high - low > 1e-14 * high; step++) {
    const { first, second } = slopes(logits, labels, classes, inverse);
    if (first > 0) high = inverse;
    else low = inverse;
    const next = inverse - first / second;
    const newton = next > low && next < high;
    if (newton && Math.abs(next - inverse) <= 1e-13 * inverse) break;
    inverse = newton ? next : (low + high) / 2;
  }
  return { temperature: 1 / inverse, outcome: 'fitted' };
}

/** Derivatives of the mean negative log likelihood by β = 1 / T: E_p[z] - z_label, and Var_p[z]. */
function slopes(
  logits: Float32Array | Float64Array,
  labels: Int32Array,
  classes: number,
  inverse: number,
): { first: number; second: number } {
  let [first, second] = [0, 0];
  labels.forEach((label, row) => {
    const begin = row * classes;
    let largest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) largest = Math.max(largest, logits[begin + c]!);
    let [sum, mean, square] = [0, 0, 0];
    for (let c = 0; c < classes; c++) {
      const below = logits[begin + c]! - largest;
      const weight = Math.exp(inverse * below);
      sum += weight;
      mean += weight * below;
      square += weight * below * below;
    }
    mean /= sum;
    first += (mean - (logits[begin + label]! - largest)) / labels.length;
    second += (square / sum - mean * mean) / labels.length;
  });
  return { first, second };
}

function allRight(logits: Float32Array | Float64Array, labels: Int32Array, classes: number): boolean {
  return labels.every((label, row) => {
    for (let c = 0; c < classes; c++) if (c !== label && logits[row * classes + c]! >= logits[row * classes + label]!) return false;
    return true;
  });
}
