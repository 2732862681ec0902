import { CoreError } from '../errors.js';
import { packedRow } from '../math/cholesky.js';
import { float64GramMatrix } from '../math/float64-products.js';

/** How a ridge classifier weighs. */
export interface RidgeOptions {
  /** λ, above 0. */
  readonly ridge: number;
  /** 0: every photo counts the same, so that a class of many outweighs one of few; 1: every class counts the same. In between: in between. */
  readonly balance: number;
}

/** What the right class's logit should be, others' being 0: so that the temperature of probabilities comes out near 1. */
export const TARGET = 10;
/** Photos whose products are summed in one step. */
const STEP = 256;

/** Mean of all features. @param embeddings [N, D].  @returns [D] float32 */
export function middle(embeddings: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(width);
  for (let at = 0; at < embeddings.length; at++) sums[at % width]! += embeddings[at]!;
  return Float32Array.from(sums, (sum) => (sum * width) / embeddings.length);
}

/** [K, D + 1]: √w · [x - origin, 1]. */
export function scaledRows(photos: Float32Array, origin: Float32Array, weight: number): Float64Array {
  const width = origin.length;
  const scale = Math.sqrt(weight);
  const size = width + 1;
  const rows = new Float64Array((photos.length / width) * size);
  for (let row = 0, to = 0; row < photos.length; row += width) {
    for (let d = 0; d < width; d++) rows[to++] = scale * (photos[row + d]! - origin[d]!);
    rows[to++] = scale;
  }
  return rows;
}

/** What each photo of a class weighs. @throws CoreError BAD_SHAPE for no photo, or features that are no rows or not finite. */
export function weightOf(where: string, photos: Float32Array, width: number, balance: number): number {
  if (photos.length === 0 || photos.length % width !== 0)
    throw new CoreError(
      'BAD_SHAPE',
      `${where}: a class needs at least one photo, in rows of ${width} features; got ${photos.length} values`,
    );
  // Before they spread over all classes.
  if (!photos.every(Number.isFinite)) throw new CoreError('BAD_SHAPE', `${where}: a feature of the class is not a finite number`);
  return (photos.length / width) ** -balance;
}

/** @throws CoreError BAD_SHAPE. */
export function assertRidge(where: string, { ridge, balance }: RidgeOptions): void {
  if (!(ridge > 0 && Number.isFinite(ridge) && balance >= 0 && balance <= 1))
    throw new CoreError('BAD_SHAPE', `${where}: ridge must be above 0 and balance 0 to 1, got ${ridge} and ${balance}`);
}

/** Σ w x̃ x̃ᵀ over all photos, the lower triangle packed row by row: [(D + 1) (D + 2) / 2].
 * @param photos [C] features of each class, [n, D].  @throws CoreError BAD_SHAPE. */
export function packedGram(where: string, photos: readonly Float32Array[], origin: Float32Array, balance: number): Float64Array {
  const size = origin.length + 1;
  const lower = new Float64Array(packedRow(size));
  // Classes may be many and small: their photos are summed together.
  const block = new Float64Array(STEP * size);
  let filled = 0;
  const flush = (): void => {
    if (filled > 0) addGram(lower, block.subarray(0, filled), size);
    filled = 0;
  };
  for (const own of photos) {
    const rows = scaledRows(own, origin, weightOf(where, own, origin.length, balance));
    for (let begin = 0; begin < rows.length;) {
      const part = rows.subarray(begin, begin + block.length - filled);
      block.set(part, filled);
      filled += part.length;
      begin += part.length;
      if (filled === block.length) flush();
    }
  }
  flush();
  return lower;
}

/** With the ridge on its diagonal, the bias left free. @param lower of `packedGram`, borrowed. */
export function withRidge(lower: Float64Array, width: number, ridge: number): Float64Array {
  const ridged = lower.slice();
  for (let d = 0; d < width; d++) ridged[packedRow(d) + d]! += ridge;
  return ridged;
}

function addGram(lower: Float64Array, rows: Float64Array, size: number): void {
  const count = rows.length / size;
  const columns = new Float64Array(rows.length);
  for (let k = 0; k < count; k++) for (let d = 0; d < size; d++) columns[d * count + k] = rows[k * size + d]!;
  const more = float64GramMatrix(columns, count);
  for (let i = 0, at = 0; i < size; i++) for (let j = 0; j <= i; j++) lower[at++]! += more[i * size + j]!;
}

/** Sums of each class that its weights follow from: [C, D + 1], TARGET · Σ w x̃. @throws CoreError BAD_SHAPE. */
export function targetSums(where: string, photos: readonly Float32Array[], origin: Float32Array, balance: number): Float64Array {
  const width = origin.length;
  const size = width + 1;
  const sums = new Float64Array(photos.length * size);
  photos.forEach((own, label) => {
    const weight = weightOf(where, own, width, balance);
    const sum = sums.subarray(label * size, (label + 1) * size);
    for (let at = 0; at < own.length; at++) sum[at % width]! += own[at]! - origin[at % width]!;
    sum[width] = own.length / width;
    for (let d = 0; d < size; d++) sum[d]! *= TARGET * weight;
  });
  return sums;
}

/** Features of each class by themselves. @param embeddings [N, D].  @param labels [N], 0..classes-1.  @returns [C] of [n, D], in the order they come */
export function photosByClass(embeddings: Float32Array, labels: Int32Array, classes: number): Float32Array[] {
  const width = embeddings.length / labels.length;
  return Array.from({ length: classes }, (_, label) => {
    const rows = Array.from(labels.keys()).filter((row) => labels[row] === label);
    const own = new Float32Array(rows.length * width);
    rows.forEach((row, at) => own.set(embeddings.subarray(row * width, (row + 1) * width), at * width));
    return own;
  });
}
