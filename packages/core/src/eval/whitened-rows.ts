import { solveLowerRows } from '../math/cholesky.js';
import { normaliseRows } from '../math/normalise-rows.js';

/** Unit rows in coordinates in which a covariance is the identity, so that squared Mahalanobis distances are squared euclidean ones: L⁻¹ x / ‖x‖.
 * @param factor packed Cholesky factor L of the covariance.  @param rows [N, D] float32, of any length.  @returns [N, D]. */
export function whitenedRows(factor: Float32Array, rows: Float32Array, width: number): Float64Array {
  const points = Float64Array.from(normaliseRows(rows, width).unit);
  solveLowerRows(factor, points, width);
  return points;
}

/** L⁻¹ x: the same of rows that are taken as they are, such as class means. */
export function whitenedMeans(factor: Float32Array, means: Float32Array, width: number): Float64Array {
  const points = Float64Array.from(means);
  solveLowerRows(factor, points, width);
  return points;
}

/** Smallest squared euclidean distance of each row to any centre. @param points [N, D]  @param centres [M, D]  @returns [N]. */
export function nearestSquares(points: Float64Array, centres: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: points.length / width }, (_, row) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let centre = 0; centre < centres.length; centre += width) {
      let sum = 0;
      for (let d = 0; d < width; d++) {
        const difference = points[row * width + d]! - centres[centre + d]!;
        sum += difference * difference;
      }
      // A distance that is not a number must not be passed over.
      if (!(sum >= nearest)) nearest = sum;
    }
    return nearest;
  });
}
