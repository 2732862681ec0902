/** How far apart two rows are.
 * - `euclidean`: ‖a - b‖.
 * - `squared-euclidean`: ‖a - b‖².
 * - `cosine`: 1 - a · b, for unit rows. */
export type PairDistance = 'euclidean' | 'squared-euclidean' | 'cosine';

/** Distances between the rows of a batch, read off their inner products, and the way back. */
export interface PairDistances {
  between(i: number, j: number): number;
  /** Adds to `weights` what a change of this distance means to the similarities: slope · d distance / d similarity. */
  pull(i: number, j: number, slope: number): void;
  /** [M, M] float64, d loss / d similarity: the sum of all pulls. */
  readonly weights: Float64Array;
}

/** Rows nearer than this have no direction to be moved in that is more than rounding: float32 products of unit rows leave 1e-7 of a squared distance. The slope of
 * the Euclidean distance, 1 / d, is held at what it is here, so it stays finite and fades to nothing as two rows coincide. */
export const NEAREST = 1e-3;

/** @param similarities [M, M], inner products with the squared lengths on the diagonal.  @param rows M. */
export function pairDistances(similarities: Float32Array, rows: number, kind: PairDistance): PairDistances {
  const weights = new Float64Array(rows * rows);
  /** ‖a - b‖² = a·a + b·b - 2 a·b, which rounding may carry below 0. NaN stays NaN. */
  const squared = (i: number, j: number): number => {
    const square = similarities[i * rows + i]! + similarities[j * rows + j]! - 2 * similarities[i * rows + j]!;
    return square < 0 ? 0 : square;
  };
  const pullSquared = (i: number, j: number, slope: number): void => {
    weights[i * rows + i]! += slope;
    weights[j * rows + j]! += slope;
    weights[i * rows + j]! -= 2 * slope;
  };
  switch (kind) {
    case 'cosine':
      return {
        weights,
        between: (i, j) => 1 - similarities[i * rows + j]!,
        pull: (i, j, slope) => {
          weights[i * rows + j]! -= slope;
        },
      };
    case 'squared-euclidean':
      return { weights, between: squared, pull: pullSquared };
    case 'euclidean':
      return {
        weights,
        between: (i, j) => Math.sqrt(squared(i, j)),
        pull: (i, j, slope) => {
          pullSquared(i, j, slope / (2 * Math.max(Math.sqrt(squared(i, j)), NEAREST)));
        },
      };
  }
}
