import { choleskyFactor, packedRow, solveLower } from '../math/cholesky.js';
import { CoreError } from '../errors.js';
import { factorWidth, whitenedCentres, type MahalanobisDetector } from './mahalanobis-detector.js';
import { nearestSquares } from './whitened-rows.js';

/** Squared Mahalanobis distance to the nearest class mean less that to one Gaussian of all classes, larger for less known: what is unusual in every
 * picture alike does not count. Unit features and the shrunk covariance Σ are those of `mahalanobisScores`; the covariance of all is Σ with the spread of the
 * class means, Σ + Σ_c share_c (μ_c - μ)(μ_c - μ)ᵀ, which without shrinkage is exactly what the data have.
 * @param shares [M] of the training rows in each class of `means`, of sum 1.  @param points [N, D] as `whitenedRows` gives them.  @returns [N] float64.
 * @throws CoreError BAD_SHAPE.  @see Ren et al., RMDS, arXiv:2106.09022, eq. 2-4. */
export function relativeMahalanobisScores(detector: MahalanobisDetector, shares: Float32Array, points: Float64Array): Float64Array {
  const width = factorWidth(detector);
  const { means } = detector;
  if (means.length !== shares.length * width || points.length % width !== 0)
    throw new CoreError(
      'BAD_SHAPE',
      `relativeMahalanobisScores: ${shares.length} means of ${width} and such points expected, got ${means.length} and ${points.length} values`,
    );
  const centres = whitenedCentres(detector);
  const centre = new Float64Array(width);
  centres.forEach((value, at) => (centre[at % width]! += shares[Math.floor(at / width)]! * value));
  // Columns of B: the covariance of all is L (I + B Bᵀ) Lᵀ.
  const spread = centres.map((value, at) => Math.sqrt(shares[Math.floor(at / width)]!) * (value - centre[at % width]!));
  const inner = innerFactor(spread, width);
  const fromCentre = nearestSquares(points, centre, width);
  return nearestSquares(points, centres, width).map((nearest, row) => {
    // Woodbury: (I + B Bᵀ)⁻¹ = I - B (I + Bᵀ B)⁻¹ Bᵀ.
    const along = Float64Array.from(shares, (_, c) => {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += spread[c * width + d]! * (points[row * width + d]! - centre[d]!);
      return sum;
    });
    solveLower(inner, along);
    return nearest - (fromCentre[row]! - along.reduce((sum, value) => sum + value * value, 0));
  });
}

/** Cholesky factor of I + Bᵀ B. */
function innerFactor(spread: Float64Array, width: number): Float64Array {
  const classes = spread.length / width;
  const lower = new Float64Array(packedRow(classes));
  for (let i = 0; i < classes; i++)
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0;
      for (let d = 0; d < width; d++) sum += spread[i * width + d]! * spread[j * width + d]!;
      lower[packedRow(i) + j] = sum;
    }
  const factor = choleskyFactor(lower, classes);
  if (!factor) throw new CoreError('BAD_SHAPE', 'relativeMahalanobisScores: a class mean is not finite');
  return factor;
}
