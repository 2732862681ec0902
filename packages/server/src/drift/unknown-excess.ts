import type { Comparison } from './comparison.js';
import { logGamma } from './incomplete-gamma.js';

/** Whether more pictures are unknown than known ones would be. The threshold was set so that a = ⌊rate · n⌋ of n known pictures lie above it; of known pictures to come the share above is then Beta(a + 1, n - a),
 * and of m of them their number beta-binomial, whatever the score, as long as no two are equal.
 * @param calibration n known pictures and the rate.  @param window m judged pictures and how many of them are unknown.
 * @see Vovk, Conditional validity of inductive conformal predictors, arXiv:1209.2673, section 3; Angelopoulos and Bates, arXiv:2107.07511, section 3.2. */
export function unknownExcess(
  { images, falseAlarmRate }: { readonly images: number; readonly falseAlarmRate: number },
  { judged, unknown }: { readonly judged: number; readonly unknown: number },
): Comparison {
  // Rounding must not turn 0.05 · 100 into a fifth of an alarm less.
  const above = Math.floor(falseAlarmRate * images + 1e-9) + 1;
  const below = images - above + 1;
  const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);
  const logOf = (k: number): number =>
    logGamma(judged + 1) - logGamma(k + 1) - logGamma(judged - k + 1) + logBeta(k + above, judged - k + below) - logBeta(above, below);
  let pValue = 0;
  for (let k = unknown; k <= judged; k++) {
    const probability = Math.exp(logOf(k));
    pValue += probability;
    // They have one peak, and get smaller and smaller behind it.
    if (probability < pValue * Number.EPSILON) break;
  }
  return { distance: unknown / judged, byChance: above / (images + 1), pValue: unknown === 0 ? 1 : Math.min(1, pValue) };
}
