import { CoreError } from '../errors.js';
import { choleskyFactor } from '../math/cholesky.js';
import { assertLabels, embeddingWidth, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { normaliseRows } from '../math/normalise-rows.js';
import { shrunkCovariance } from './shrunk-covariance.js';
import { nearestSquares, whitenedMeans, whitenedRows } from './whitened-rows.js';

/** Class means and one covariance for all classes, of unit embeddings. Plain arrays, so that it can be stored as it is. */
export interface MahalanobisDetector {
  /** [M, D] float32, one for each class that has rows. */
  readonly means: Float32Array;
  /** [D (D + 1) / 2] float32: the covariance's Cholesky factor L, lower triangle packed row by row. */
  readonly factor: Float32Array;
  /** Ledoit-Wolf's, 0..1. */
  readonly shrinkage: number;
}

/** @throws CoreError BAD_SHAPE, BAD_LABELS.
 * @see Lee et al., arXiv:1807.03888, eq. 1-2. Departures: embeddings are scaled to length 1 (as the server's are, and as Sehwag et al.,
 * arXiv:2103.12051, do for contrastive ones, and Mueller and Hein, Mahalanobis++, arXiv:2505.18032, for classifiers of all kinds), and the shared covariance is shrunk as Ledoit and Wolf say, or few pictures would not determine it. */
export function fitMahalanobisDetector({ embeddings, labels }: LabelledEmbeddings, classes: number): MahalanobisDetector {
  const rows = labels.length;
  const width = embeddingWidth('fitMahalanobisDetector', embeddings, rows);
  assertLabels('fitMahalanobisDetector', labels, rows, classes);
  const centred = normaliseRows(embeddings, width).unit;
  const sums = new Float64Array(classes * width);
  const counts = new Int32Array(classes);
  labels.forEach((label, row) => {
    counts[label]!++;
    for (let d = 0; d < width; d++) sums[label * width + d]! += centred[row * width + d]!;
  });
  const present = Array.from(counts.keys()).filter((c) => counts[c]! > 0);
  const means = new Float32Array(present.length * width);
  present.forEach((c, at) => {
    for (let d = 0; d < width; d++) means[at * width + d] = sums[c * width + d]! / counts[c]!;
  });
  labels.forEach((label, row) => {
    for (let d = 0; d < width; d++) centred[row * width + d]! -= sums[label * width + d]! / counts[label]!;
  });
  const { lower, shrinkage } = shrunkCovariance(centred, width);
  const factor = choleskyFactor(lower, width);
  if (!factor)
    throw new CoreError('BAD_SHAPE', `fitMahalanobisDetector: the covariance of ${rows} embeddings of ${width} is not finite; are they?`);
  return { means, factor: Float32Array.from(factor), shrinkage };
}

/** Squared Mahalanobis distance to the nearest class mean, larger for less known.
 * @param embeddings [N, D] float32, of any length.  @returns [N] float64.  @throws CoreError BAD_SHAPE. */
export function mahalanobisScores(detector: MahalanobisDetector, embeddings: Float32Array, rows: number): Float64Array {
  const width = factorWidth(detector);
  if (embeddings.length !== rows * width)
    throw new CoreError('BAD_SHAPE', `mahalanobisScores: ${rows} embeddings of ${width} expected, got ${embeddings.length} values`);
  return nearestMeans(detector, whitenedRows(detector.factor, embeddings, width));
}

/** The same of rows that are whitened already. @param points [N, D] as `whitenedRows` gives them. */
export function nearestMeans(detector: MahalanobisDetector, points: Float64Array): Float64Array {
  const width = factorWidth(detector);
  return nearestSquares(points, whitenedCentres(detector), width);
}

/** [M, D] class means in the coordinates of `whitenedRows`, computed once for a detector: a server asks it about one picture after the other. */
export function whitenedCentres(detector: MahalanobisDetector): Float64Array {
  let centres = known.get(detector);
  if (!centres) known.set(detector, (centres = whitenedMeans(detector.factor, detector.means, factorWidth(detector))));
  return centres;
}

const known = new WeakMap<MahalanobisDetector, Float64Array>();

/** D. */
export function factorWidth({ factor }: Pick<MahalanobisDetector, 'factor'>): number {
  return (Math.sqrt(8 * factor.length + 1) - 1) / 2;
}
