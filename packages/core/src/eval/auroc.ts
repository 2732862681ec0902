import { rankedCuts } from './ranked-scores.js';

/** Area under the ROC curve: the probability that a positive scores higher than a negative, ties counted half. 0.5 is chance.
 * @param positive scores of rows that ought to score high.  @param negative of the others.  @throws CoreError BAD_SHAPE. */
export function auroc(positive: Float64Array, negative: Float64Array): number {
  let [area, hits, alarms] = [0, 0, 0];
  for (const { truePositives, falsePositives } of rankedCuts('auroc', positive, negative)) {
    area += ((falsePositives - alarms) * (truePositives + hits)) / 2;
    [hits, alarms] = [truePositives, falsePositives];
  }
  return area / (positive.length * negative.length);
}
