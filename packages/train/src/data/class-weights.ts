import { TrainError } from '../errors.js';

export type ClassWeighting = 'inverse' | 'effective-number';

export interface ClassWeightOptions {
  /** Of the effective number of samples, 0 <= beta < 1; 0 weighs all alike, towards 1 it becomes `inverse`. Default 0.999. */
  readonly beta?: number;
}

/** A weight for each class, so that rare ones count as much as frequent ones.
 * - inverse: n / (C · n_c), which scikit-learn calls "balanced". The mean over the pictures is 1.
 * - effective-number: (1 - beta) / (1 - beta^n_c), scaled to a mean of 1 over the classes (Cui et al. 2019, arXiv:1901.05555, eq. 4 and
 *   section 4.1).
 * @param counts pictures of each class, [C], all above 0.  @returns float32 [C], all above 0.
 * @throws TrainError BAD_DATA for a class without pictures, BAD_RECIPE for a beta out of range. */
export function classWeights(
  counts: readonly number[],
  weighting: ClassWeighting,
  { beta = 0.999 }: ClassWeightOptions = {},
): Float32Array {
  const empty = counts.findIndex((count) => !(count > 0));
  if (empty >= 0 || counts.length === 0)
    throw new TrainError('BAD_DATA', `class weights: every class needs training pictures, class ${empty} of ${counts.length} has none`);
  if (!(beta >= 0 && beta < 1)) throw new TrainError('BAD_RECIPE', `class weights: beta must be at least 0 and below 1, got ${beta}`);
  if (weighting === 'inverse') {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return Float32Array.from(counts, (count) => total / (counts.length * count));
  }
  const raw = counts.map((count) => (1 - beta) / (1 - beta ** count));
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / counts.length;
  return Float32Array.from(raw, (weight) => weight / mean);
}
