import { rankedCuts } from './ranked-scores.js';

/** AUPR as average precision: Σ (recall_n - recall_{n-1}) · precision_n over the cuts, without interpolation, as in scikit-learn. Chance is
 * the share of positives.
 * @param positive scores of rows that ought to score high.  @param negative of the others.  @throws CoreError BAD_SHAPE. */
export function averagePrecision(positive: Float64Array, negative: Float64Array): number {
  let [sum, hits] = [0, 0];
  for (const { truePositives, falsePositives } of rankedCuts('averagePrecision', positive, negative)) {
    sum += ((truePositives - hits) * truePositives) / (truePositives + falsePositives);
    hits = truePositives;
  }
  return sum / positive.length;
}
