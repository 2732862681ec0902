import { CoreError } from '../errors.js';

/** How class counts become weights.
 * - `effective-number`: 1 / E with E = (1 - beta^n) / (1 - beta), Cui et al., arXiv:1901.05555, eq. 2. Default beta 0.999; near 1 it is 1 / n, at 0 it is
 *   no weighting.
 * - `inverse-frequency`: 1 / n. */
export type ClassWeighting = { readonly method: 'effective-number'; readonly beta?: number } | { readonly method: 'inverse-frequency' };

/** Weights against imbalance for the weighted means of `supConLoss` and `softmaxCrossEntropy`: rare classes weigh more. Scaled to a mean of 1 over the classes that
 * have examples; a class without any weighs 0.
 * @param counts [C] training examples of each class, whole numbers.
 * @returns [C].  @throws CoreError BAD_LOSS for counts that are none, all 0, or a beta outside [0, 1). */
export function classWeights(counts: ArrayLike<number>, weighting: ClassWeighting = { method: 'effective-number' }): Float64Array {
  const given = Array.from(counts);
  const bad = given.find((count) => !Number.isInteger(count) || count < 0);
  if (bad !== undefined || !given.some((count) => count > 0))
    throw new CoreError('BAD_LOSS', `classWeights: counts must be whole numbers >= 0, one of them above 0, got [${given.join(', ')}]`);
  const { beta = 0.999 } = weighting.method === 'effective-number' ? weighting : {};
  if (!(beta >= 0 && beta < 1)) throw new CoreError('BAD_LOSS', `classWeights: beta must be in [0, 1), got ${beta}`, { details: { beta } });
  const effective = (count: number): number => {
    if (weighting.method === 'inverse-frequency') return count;
    // expm1 keeps the digits that 1 - beta^n loses when beta is near 1.
    return beta === 0 ? 1 : -Math.expm1(count * Math.log(beta)) / (1 - beta);
  };
  const raw = Float64Array.from(given, (count) => (count === 0 ? 0 : 1 / effective(count)));
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / raw.filter((weight) => weight > 0).length;
  return raw.map((weight) => weight / mean);
}
