/** Where the mean over an anchor's positives stands: outside the logarithm (L_out, eq. 2) or inside (L_in, eq. 3). The paper finds `out` far better. */
export type SupConForm = 'out' | 'in';

/** What the denominator of a positive sums over: everything but the anchor (the paper), the negatives and that positive alone, or the negatives alone
 * (google-research `enums.LossDenominatorMode`). With `only-negatives` the loss can fall below 0. */
export type SupConDenominator = 'all' | 'one-positive' | 'only-negatives';

/** What a column is to an anchor. */
export const ROLE = { ignored: 0, positive: 1, negative: 2 } as const;

/** One anchor's cost. Made once for a batch, so that its buffer is, too.
 * @param similarities [W] float32, of the anchor with every contrast.  @param roles [W] `ROLE` of each; at least one positive, and for `only-negatives`
 * a negative.  @param slopes [W] receives d cost / d similarity; ignored columns are left as they are.
 * @returns the cost in nats. */
export type SupConAnchor = (similarities: Float32Array, roles: Uint8Array, slopes: Float64Array) => number;

/** With l_p = s_p / temperature - log D_p, an anchor costs - mean_p l_p (out) or - log mean_p exp l_p (in). Either way d cost / d l_p = -w_p with w_p = 1 / |P| or
 * softmax_p(l), and that is all the gradient needs. In float64.
 *
 * Masks select, they never multiply (0 · inf is NaN). Positives and negatives have a maximum of their own, so that neither underflows beside the other.
 * @param width W.  @param temperature > 0.
 * @see Khosla et al., arXiv:2004.11362, eq. 2 and 3. */
export function createSupConAnchor(width: number, temperature: number, form: SupConForm, denominator: SupConDenominator): SupConAnchor {
  const inverse = 1 / temperature;
  /** exp of the logits over the largest of their role. */
  const exponentials = new Float64Array(width);
  return (similarities, roles, slopes) => {
    let positives = 0;
    let largestPositive = Number.NEGATIVE_INFINITY;
    let largestNegative = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < width; j++) {
      const logit = similarities[j]! * inverse;
      if (roles[j] === ROLE.positive) {
        positives++;
        if (logit > largestPositive) largestPositive = logit;
      } else if (roles[j] === ROLE.negative && logit > largestNegative) largestNegative = logit;
    }
    let positiveSum = 0;
    let negativeSum = 0;
    for (let j = 0; j < width; j++) {
      if (roles[j] === ROLE.ignored) continue;
      const positive = roles[j] === ROLE.positive;
      const value = Math.exp(similarities[j]! * inverse - (positive ? largestPositive : largestNegative));
      exponentials[j] = value;
      if (positive) positiveSum += value;
      else negativeSum += value;
    }
    const logNegatives = negativeSum === 0 ? Number.NEGATIVE_INFINITY : largestNegative + Math.log(negativeSum);
    const logAll = logAddExp(largestPositive + Math.log(positiveSum), logNegatives);
    /** log D_p of the positive with this logit. */
    const logDenominator = (logit: number): number =>
      denominator === 'all' ? logAll : denominator === 'one-positive' ? logAddExp(logit, logNegatives) : logNegatives;

    let sumOfLogs = 0;
    let logSum = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < width; j++) {
      if (roles[j] !== ROLE.positive) continue;
      const logit = similarities[j]! * inverse;
      const logProbability = logit - logDenominator(logit);
      sumOfLogs += logProbability;
      if (form === 'in') logSum = logAddExp(logSum, logProbability);
    }

    /** Σ_p w_p exp(logNegatives) / D_p: how much of the pull of the positives' denominators falls on the negatives. */
    let negativeShare = 0;
    for (let j = 0; j < width; j++) {
      if (roles[j] !== ROLE.positive) continue;
      const logit = similarities[j]! * inverse;
      const logD = logDenominator(logit);
      const pull = form === 'out' ? 1 / positives : Math.exp(logit - logD - logSum);
      const share = pull * Math.exp(logNegatives - logD);
      negativeShare += share;
      if (denominator === 'all') slopes[j] = (exponentials[j]! * Math.exp(largestPositive - logAll) - pull) * inverse;
      else slopes[j] = -(denominator === 'one-positive' ? share : pull) * inverse;
    }
    const negativeFactor = (negativeShare / negativeSum) * inverse;
    for (let j = 0; j < width; j++) if (roles[j] === ROLE.negative) slopes[j] = exponentials[j]! * negativeFactor;
    return form === 'out' ? -sumOfLogs / positives : Math.log(positives) - logSum;
  };
}

/** log(exp a + exp b); -Infinity is the empty sum. */
function logAddExp(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
}
