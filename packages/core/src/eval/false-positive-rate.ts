import { rankedCuts } from './ranked-scores.js';

/** Share of negatives taken in by the highest cut that takes in at least `recall` of the positives (FPR at 95 % TPR).
 * @param positive scores of rows that ought to score high.  @param negative of the others.  @param recall default 0.95.
 * @returns 0..1, the lower the better.  @throws CoreError BAD_SHAPE. */
export function falsePositiveRateAt(positive: Float64Array, negative: Float64Array, recall = 0.95): number {
  const cut = rankedCuts('falsePositiveRateAt', positive, negative).find(({ truePositives }) => truePositives / positive.length >= recall);
  return (cut?.falsePositives ?? negative.length) / negative.length;
}
