import { CoreError } from '../errors.js';

/** Positives and negatives among the rows whose score is at least `score`. */
export interface RankedCut {
  readonly score: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** Every distinct score from the highest to the lowest, with what a cut there would take in: equal scores never come apart.
 * @param positive scores of rows that ought to score high.  @param negative of the others.
 * @throws CoreError BAD_SHAPE when one of them is empty or a score is not a number. */
export function rankedCuts(where: string, positive: Float64Array, negative: Float64Array): RankedCut[] {
  if (positive.length === 0 || negative.length === 0)
    throw new CoreError(
      'BAD_SHAPE',
      `${where}: needs scores of both kinds, got ${positive.length} positive and ${negative.length} negative`,
    );
  if (positive.some(Number.isNaN) || negative.some(Number.isNaN)) throw new CoreError('BAD_SHAPE', `${where}: a score is not a number`);
  const [highs, lows] = [positive.toSorted().reverse(), negative.toSorted().reverse()];
  const cuts: RankedCut[] = [];
  let [p, n] = [0, 0];
  while (p < highs.length || n < lows.length) {
    const score = Math.max(highs[p] ?? Number.NEGATIVE_INFINITY, lows[n] ?? Number.NEGATIVE_INFINITY);
    while (p < highs.length && highs[p] === score) p++;
    while (n < lows.length && lows[n] === score) n++;
    cuts.push({ score, truePositives: p, falsePositives: n });
  }
  return cuts;
}
