import { CoreError } from '../errors.js';
import { assertLabels } from '../math/labelled-embeddings.js';

/** How much probability lay before the right class in calibration pictures: with it, sets of labels keep what they promise. Plain numbers, so that it can
 * be stored as it is. */
export interface LabelSetCalibration {
  /** Calibration pictures. */
  readonly images: number;
  /** Ascending scores of those whose right class was not the most probable; the others' are 0. At most 200: of more, every n-th from the top, so that sets
   * may come out a little larger, never smaller. */
  readonly scores: readonly number[];
  /** Of how many scores each one stands for. */
  readonly every: number;
}

const MOST_SCORES = 200;

/** Conformal calibration of label sets by adaptive prediction sets (APS). The score of a picture is the probability of all classes that are more probable than
 * the right one: 0 where that comes first. This is APS with the random number set to its end u = 1 instead of drawn: the same picture then always has the same
 * set, no set is empty, and none is larger than it must be. The price: where the classifier is right more often than the coverage asks for, sets of one class
 * cover more than promised. APS and not RAPS, whose penalty is for the long tails of a thousand classes and brings two numbers more to choose.
 * @param probabilities [N, C] of pictures that the classifier was not fitted on, as they will be asked about: at the same temperature.
 * @param labels [N].  @throws CoreError BAD_SHAPE, BAD_LABELS.
 * @see Romano, Sesia and Candès, arXiv:2006.02544, eq. 3-7; Angelopoulos et al., RAPS, arXiv:2009.14193. */
export function calibrateLabelSets(probabilities: Float64Array, labels: Int32Array, classes: number): LabelSetCalibration {
  const rows = labels.length;
  if (rows === 0 || probabilities.length !== rows * classes)
    throw new CoreError(
      'BAD_SHAPE',
      `calibrateLabelSets: ${rows} rows of ${classes} probabilities expected, at least one, got ${probabilities.length} values`,
    );
  assertLabels('calibrateLabelSets', labels, rows, classes);
  const scores = Array.from(labels, (label, row) => scoreOf(probabilities.subarray(row * classes, (row + 1) * classes), label));
  const above = scores.filter((score) => score > 0).sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(above.length / MOST_SCORES));
  return { images: rows, scores: above.filter((_, at) => (above.length - 1 - at) % every === 0), every };
}

/** The classes that hold the right one with the promised probability, most probable first; at least one. Holds on average over pictures like those of the
 * calibration. A coverage that so few pictures cannot promise, beyond n / (n + 1), takes in all classes.
 * @param probabilities [C] of one picture.  @param coverage in (0, 1), such as 0.9.  @returns indices of classes.  @throws CoreError BAD_SHAPE.
 * @see Vovk et al., Algorithmic Learning in a Random World, 2005: at least the coverage, and at most 1 / (n + 1) more where no scores are equal. */
export function labelSet(probabilities: Float64Array, calibration: LabelSetCalibration, coverage: number): number[] {
  const largest = largestScore(calibration, coverage);
  const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[b]! - probabilities[a]! || a - b);
  let before = 0;
  return order.filter((c) => {
    const kept = before <= largest;
    before += probabilities[c]!;
    return kept;
  });
}

/** Up to which score a class belongs to the set: the ⌈(n + 1) · coverage⌉-th smallest. */
function largestScore({ images, scores, every }: LabelSetCalibration, coverage: number): number {
  if (!(coverage > 0 && coverage < 1)) throw new CoreError('BAD_SHAPE', `labelSet: coverage must lie between 0 and 1, got ${coverage}`);
  // Rounding must not turn 0.9 · 100 into one picture more.
  const rank = Math.ceil((images + 1) * coverage - 1e-9);
  if (rank > images) return Number.POSITIVE_INFINITY;
  // From the top: the last score kept is the largest of all.
  const fromTop = Math.floor((images - rank) / every);
  return scores[scores.length - 1 - fromTop] ?? 0;
}

/** Probability of the classes before this one; of equals, the earlier class is before. Summed in the order in which `labelSet` sums. */
function scoreOf(probabilities: Float64Array, label: number): number {
  const own = probabilities[label]!;
  return Array.from(probabilities.keys())
    .filter((c) => probabilities[c]! > own || (probabilities[c]! === own && c < label))
    .sort((a, b) => probabilities[b]! - probabilities[a]! || a - b)
    .reduce((sum, c) => sum + probabilities[c]!, 0);
}
