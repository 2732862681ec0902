import type { DriftReference } from '@supcon/core/artifact';
import type { Comparison } from './comparison.js';
import { upperGamma } from './incomplete-gamma.js';

/** How far the mean of unit embeddings has moved: squared distance of the two means in units of the reference's total variance, d = ‖x̄ - ȳ‖² / tr Σ. By chance it is 1/n + 1/m on average, and
 * n m / (n + m) ‖x̄ - ȳ‖² is distributed like a χ² of b degrees, stretched by a, with the mean and variance that it has: a = tr Σ² / tr Σ, b = (tr Σ)² / tr Σ². The distance is not
 * divided by variances of single directions (as Hotelling's T² is): there are more of them than pictures to know them by.
 * @param reference mean, tr Σ² and n.  @param window [D] sums of m unit embeddings, m at least 1.
 * @see Zhang, Guo, Zhou and Cheng, J. American Statistical Association 115 (2020), 1011-1027, eq. 5-10; here with the reference's covariance for both, as it is if nothing has changed. */
export function meanShift(
  { mean, record: { images, squaredCovariance } }: DriftReference,
  window: { readonly embeddings: Float64Array; readonly pictures: number },
): Comparison {
  const trace = totalVariance(mean, images);
  const noise = 1 / images + 1 / window.pictures;
  // Pictures that are all the same leave no variance: any other one is a shift.
  if (trace <= 0) return { distance: 0, byChance: noise, pValue: 1 };
  const square = mean.reduce((sum, value, d) => sum + (window.embeddings[d]! / window.pictures - value) ** 2, 0);
  // At least that of as many equal variances as there are dimensions.
  const squares = Math.max(squaredCovariance, trace ** 2 / mean.length);
  const squaredTrace = Math.max(squares, trace ** 2 - (2 * squares) / (images - 1));
  return {
    distance: square / trace,
    byChance: noise,
    pValue: upperGamma(squaredTrace / squares / 2, (square * trace) / noise / squares / 2),
  };
}

/** tr Σ of unit rows, which follows from their mean. */
function totalVariance(mean: Float32Array, images: number): number {
  return (images / (images - 1)) * (1 - mean.reduce((sum, value) => sum + value * value, 0));
}
