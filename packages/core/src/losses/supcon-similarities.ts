import { capPositives } from './positives-cap.js';

/** How single anchors add up to one number; they differ by a factor, so learning rates do not carry over.
 * - `paper` (default): mean over the anchors that have a positive.
 * - `supcontrast`: times temperature / 0.07, mean over all anchors (HobbitLong/SupContrast `losses.py`).
 * - `google-research`: times temperature, mean over all anchors (google-research `supcon/losses.py`). */
export type SupConScaling = 'paper' | 'supcontrast' | 'google-research';

/** Where the mean over an anchor's positives stands: outside the logarithm (L_out, eq. 2) or inside (L_in, eq. 3). The paper finds `out` far better. */
export type SupConForm = 'out' | 'in';

/** What the denominator of a positive sums over: everything but the anchor (the paper), the negatives and that positive alone, or the negatives alone
 * (google-research `enums.LossDenominatorMode`). With `only-negatives` the loss can fall below 0. */
export type SupConDenominator = 'all' | 'one-positive' | 'only-negatives';

export interface SupConTerms {
  /** > 0 */
  readonly temperature: number;
  readonly scaling?: SupConScaling;
  readonly form?: SupConForm;
  readonly denominator?: SupConDenominator;
  /** Most positives of an anchor beside the other views of its own image; see `capPositives`. Default no limit. */
  readonly positivesCap?: number | undefined;
  /** [M] which image each row shows, read by `positivesCap`. Default every row its own. */
  readonly images?: ArrayLike<number> | undefined;
  /** [C] weight of an anchor by its label, at least 0. Default 1 for all. */
  readonly classWeights?: ArrayLike<number> | undefined;
  /** [Q] labels of the columns behind the batch's own. Default none. */
  readonly extraLabels?: Int32Array | undefined;
}

export interface SupConResult {
  /** Nats; 0 when no anchor counts. */
  readonly loss: number;
  /** [M, M + Q] d loss / d similarity, entry by entry (before adding the transpose). */
  readonly weights: Float32Array;
  readonly anchorsWithoutPositives: number;
  /** Anchors that have positives but no negatives. Only `only-negatives` leaves them out. */
  readonly anchorsWithoutNegatives: number;
}

/** SupContrast's `base_temperature`. */
const BASE_TEMPERATURE = 0.07;

/** What a column is to an anchor. */
const IGNORED = 0;
const POSITIVE = 1;
const NEGATIVE = 2;

/** Loss and gradient of the supervised contrastive loss (Khosla et al., arXiv:2004.11362, eq. 2 and 3) from similarities, on the host, in float64.
 *
 * With l_p = s_p / temperature - log D_p, an anchor costs - mean_p l_p (out) or - log mean_p exp l_p (in). Both have d / d l_p = -w_p, w_p = 1 / |P| or
 * softmax_p(l), and that is all the gradient needs. The total is the mean over anchors weighted by the weight of their class: Σ c_y L_i / Σ c_y.
 *
 * Masks select, they never multiply (0 · inf is NaN), and self is left out before the maximum of a row is taken. Positives and negatives have a maximum of their
 * own, so that neither underflows beside the other.
 * @param similarities [M, M + Q] float32, z_i · z_j.  @param labels [M] int32. */
export function supConOfSimilarities(similarities: Float32Array, labels: Int32Array, options: SupConTerms): SupConResult {
  const { temperature, scaling = 'paper', form = 'out', denominator = 'all', classWeights, extraLabels } = options;
  const rows = labels.length;
  const width = rows + (extraLabels?.length ?? 0);
  const contrastLabels = new Int32Array(width);
  contrastLabels.set(labels);
  if (extraLabels) contrastLabels.set(extraLabels, rows);
  const capped = options.positivesCap === undefined ? undefined : capPositives(contrastLabels, rows, options.positivesCap, options.images);
  const inverse = 1 / temperature;
  const weights = new Float32Array(rows * width);
  const roles = new Uint8Array(width);
  const exponentials = new Float64Array(width);
  let total = 0;
  let countedWeight = 0;
  let allWeight = 0;
  let anchorsWithoutPositives = 0;
  let anchorsWithoutNegatives = 0;
  for (let i = 0; i < rows; i++) {
    const anchorWeight = classWeights ? classWeights[labels[i]!]! : 1;
    allWeight += anchorWeight;
    const start = i * width;
    let positives = 0;
    let negatives = 0;
    let largestPositive = Number.NEGATIVE_INFINITY;
    let largestNegative = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < width; j++) {
      const logit = similarities[start + j]! * inverse;
      if (contrastLabels[j] !== labels[i]) {
        roles[j] = NEGATIVE;
        negatives++;
        if (logit > largestNegative) largestNegative = logit;
      } else if (j === i || capped?.(i, j)) roles[j] = IGNORED;
      else {
        roles[j] = POSITIVE;
        positives++;
        if (logit > largestPositive) largestPositive = logit;
      }
    }
    if (positives === 0) anchorsWithoutPositives++;
    else if (negatives === 0) anchorsWithoutNegatives++;
    if (positives === 0 || (negatives === 0 && denominator === 'only-negatives')) continue;
    countedWeight += anchorWeight;

    let positiveSum = 0;
    let negativeSum = 0;
    for (let j = 0; j < width; j++) {
      if (roles[j] === IGNORED) continue;
      const own = roles[j] === POSITIVE;
      const value = Math.exp(similarities[start + j]! * inverse - (own ? largestPositive : largestNegative));
      exponentials[j] = value;
      if (own) positiveSum += value;
      else negativeSum += value;
    }
    const logNegatives = negatives === 0 ? Number.NEGATIVE_INFINITY : largestNegative + Math.log(negativeSum);
    const logAll = logAddExp(largestPositive + Math.log(positiveSum), logNegatives);
    /** log D_p of a positive with this logit. */
    const logDenominator = (logit: number): number =>
      denominator === 'all' ? logAll : denominator === 'one-positive' ? logAddExp(logit, logNegatives) : logNegatives;

    // First the value: the mean of l_p, or the logarithm of the mean of exp l_p.
    let sumOfLogs = 0;
    let logSum = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < width; j++) {
      if (roles[j] !== POSITIVE) continue;
      const logit = similarities[start + j]! * inverse;
      const logProbability = logit - logDenominator(logit);
      sumOfLogs += logProbability;
      if (form === 'in') logSum = logAddExp(logSum, logProbability);
    }
    total -= anchorWeight * (form === 'out' ? sumOfLogs / positives : logSum - Math.log(positives));

    // Then the gradient. `share` is Σ_p w_p exp(logNegatives) / D_p: how much of the pull of the positives' denominators falls on the negatives.
    let share = 0;
    for (let j = 0; j < width; j++) {
      if (roles[j] !== POSITIVE) continue;
      const logit = similarities[start + j]! * inverse;
      const denominatorOfThis = logDenominator(logit);
      const pull = form === 'out' ? 1 / positives : Math.exp(logit - denominatorOfThis - logSum);
      let gradient = -pull;
      if (denominator === 'all') gradient += exponentials[j]! * Math.exp(largestPositive - logAll);
      else {
        const negativeShare = pull * Math.exp(logNegatives - denominatorOfThis);
        if (denominator === 'one-positive') gradient = -negativeShare;
        share += negativeShare;
      }
      weights[start + j] = gradient * anchorWeight * inverse;
    }
    const negativeFactor =
      negatives === 0
        ? 0
        : denominator === 'all'
          ? Math.exp(largestNegative - logAll)
          : (denominator === 'one-positive' ? share : 1) / negativeSum;
    for (let j = 0; j < width; j++)
      if (roles[j] === NEGATIVE) weights[start + j] = exponentials[j]! * negativeFactor * anchorWeight * inverse;
  }
  const divisor = scaling === 'paper' ? countedWeight : allWeight;
  const factor = divisor > 0 ? scalingFactor(scaling, temperature) / divisor : 0;
  for (let at = 0; at < weights.length; at++) weights[at]! *= factor;
  return { loss: factor === 0 ? 0 : total * factor, weights, anchorsWithoutPositives, anchorsWithoutNegatives };
}

/** log(exp a + exp b); -Infinity is the empty sum. */
function logAddExp(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
}

function scalingFactor(scaling: SupConScaling, temperature: number): number {
  switch (scaling) {
    case 'paper':
      return 1;
    case 'supcontrast':
      return temperature / BASE_TEMPERATURE;
    case 'google-research':
      return temperature;
  }
}
