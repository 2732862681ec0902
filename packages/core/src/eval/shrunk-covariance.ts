import { packedRow } from '../math/cholesky.js';
import { scanPairs } from '../math/scan-similarities.js';

/** A covariance that can be inverted though there are few rows: part sample, part its mean variance. */
export interface ShrunkCovariance {
  /** [D (D + 1) / 2] float64, lower triangle packed row by row: (1 - shrinkage) S + shrinkage · (trace S / D) · I. */
  readonly lower: Float64Array;
  /** 0..1, chosen by the data. */
  readonly shrinkage: number;
}

/** Even where the formula asks for none, so that features that never vary leave the matrix invertible. */
const LEAST_SHRINKAGE = 1e-6;
/** Stands for the mean variance where nothing varies at all. */
const LEAST_VARIANCE = 1e-12;

/** Covariance of rows around 0, shrunk towards a multiple of the identity as much as the number of rows asks for.
 * @param centred [N, D] float32, e.g. embeddings minus the mean of their class.
 * @see Ledoit and Wolf, J. Multivariate Analysis 88 (2004), 365-411, section 3. */
export function shrunkCovariance(centred: Float32Array, width: number): ShrunkCovariance {
  const rows = centred.length / width;
  const lower = new Float64Array(packedRow(width));
  const columns = new Float32Array(centred.length);
  for (let row = 0; row < rows; row++) for (let d = 0; d < width; d++) columns[d * rows + row] = centred[row * width + d]!;
  scanPairs(columns, rows, (i, products) => {
    lower.set(products, packedRow(i));
    for (let row = i * rows; row < (i + 1) * rows; row++) lower[packedRow(i) + i]! += columns[row]! * columns[row]!;
  });
  let [trace, frobenius] = [0, 0];
  for (let i = 0; i < width; i++) {
    const begin = packedRow(i);
    for (let j = 0; j <= i; j++) {
      const value = (lower[begin + j]! /= rows);
      frobenius += (i === j ? 1 : 2) * value * value;
    }
    trace += lower[begin + i]!;
  }
  let fourth = 0;
  for (let row = 0; row < rows; row++) {
    let square = 0;
    for (let d = row * width; d < (row + 1) * width; d++) square += centred[d]! * centred[d]!;
    fourth += square * square;
  }
  const mean = trace / width;
  const spread = frobenius - width * mean * mean;
  const noise = Math.min(spread, (fourth / rows - frobenius) / rows);
  const shrinkage = Math.min(1, Math.max(LEAST_SHRINKAGE, spread > 0 ? noise / spread : 1));
  for (let at = 0; at < lower.length; at++) lower[at]! *= 1 - shrinkage;
  for (let i = 0; i < width; i++) lower[packedRow(i) + i]! += shrinkage * Math.max(mean, LEAST_VARIANCE);
  return { lower, shrinkage };
}
