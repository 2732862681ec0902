import { CoreError } from '../errors.js';

/** One known picture in twenty may be called unknown unless another rate is wished for. */
export const FALSE_ALARM_RATE = 0.05;

/** The lowest threshold that at most `rate` of the known rows score above: a row is unknown when its score is above it.
 * @param known scores of rows of known classes that the detector was not fitted on, higher for less known; at least one.
 * @throws CoreError BAD_SHAPE. */
export function falseAlarmThreshold(known: Float64Array, rate = FALSE_ALARM_RATE): number {
  if (known.length === 0 || known.some(Number.isNaN) || !(rate >= 0 && rate < 1))
    throw new CoreError(
      'BAD_SHAPE',
      `falseAlarmThreshold: needs scores that are numbers and a rate in [0, 1), got ${known.length} scores and a rate of ${rate}`,
    );
  const sorted = known.toSorted();
  // Rounding must not turn 0.05 · 100 into a fifth of an alarm less.
  const allowed = Math.floor(rate * known.length + 1e-9);
  return sorted[known.length - 1 - allowed]!;
}

/** The share of known pictures to come that `falseAlarmThreshold` of n known scores is expected to call unknown: (⌊rate · n⌋ + 1) / (n + 1), a little more than
 * the rate where n is small. Holds for every distribution of the score without ties.
 * @see Vovk et al., Algorithmic Learning in a Random World, 2005: the rank of one more exchangeable score is uniform. */
export function expectedAlarmRate(known: number, rate = FALSE_ALARM_RATE): number {
  return (Math.floor(rate * known + 1e-9) + 1) / (known + 1);
}

/** Share of scores above a threshold. @returns 0..1; 0 for none. */
export function alarmRate(scores: Float64Array, threshold: number): number {
  return scores.length === 0 ? 0 : scores.filter((score) => score > threshold).length / scores.length;
}
