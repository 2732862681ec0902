import { rankedCuts } from './ranked-scores.js';

/** What a cut at a score takes in. */
export interface RocPoint {
  /** Rows of at least this score are taken in; Infinity where none is. */
  readonly score: number;
  /** Share of the negatives, 0..1. */
  readonly falsePositiveRate: number;
  /** Share of the positives, 0..1. */
  readonly truePositiveRate: number;
}

/** The receiver operating characteristic, from (0, 0) to (1, 1), both rates rising: every distinct score is a point of it.
 * @param positive scores of rows that ought to score high.  @param negative of the others.  @param mostPoints default all; fewer are points of the same curve, evenly far apart along it.
 * @throws CoreError BAD_SHAPE. */
export function rocCurve(positive: Float64Array, negative: Float64Array, mostPoints = Number.POSITIVE_INFINITY): RocPoint[] {
  const points = [
    { score: Number.POSITIVE_INFINITY, falsePositiveRate: 0, truePositiveRate: 0 },
    ...rankedCuts('rocCurve', positive, negative).map(({ score, truePositives, falsePositives }) => ({
      score,
      falsePositiveRate: falsePositives / negative.length,
      truePositiveRate: truePositives / positive.length,
    })),
  ];
  if (points.length <= mostPoints) return points;
  const last = points.pop()!;
  const kept: RocPoint[] = [];
  for (const point of points)
    if ((point.falsePositiveRate + point.truePositiveRate) * (mostPoints - 1) >= 2 * kept.length) kept.push(point);
  return [...kept, last];
}
