import { CoreError } from '../errors.js';
import { embeddingWidth } from '../math/labelled-embeddings.js';
import { normaliseRows } from '../math/normalise-rows.js';
import { scanSimilarities } from '../math/scan-similarities.js';

/** What rows are chosen for. */
export interface FacilityLocationOptions {
  /** [N] how much each row counts, at least 0. Default 1. */
  readonly weights?: Float64Array;
  /** [M, D] rows that were chosen before: what is near to them needs nobody else. Default none. */
  readonly chosen?: Float32Array;
}

/** Rows that stand for all. */
export interface Representatives {
  /** [k] in the order in which they were chosen: the first n are what a choice of n would be. */
  readonly rows: Int32Array;
  /** [k] by how much each raised the sum when it was chosen; never rises. */
  readonly gains: Float64Array;
}

/** Chooses the rows S that stand best for all: each next one raises Σᵢ wᵢ max(0, max_{j ∈ S} cos(xᵢ, xⱼ)) most, the weighted "facility location". The sum is
 * submodular, so that this greedy choice reaches at least 1 - 1/e of the best possible (Nemhauser, Wolsey and Fisher 1978); gains are computed again only where
 * they can matter (Minoux 1978), which changes nothing in the result. Rows with weight 0 are chosen like others where they stand for some that count; of equals the
 * first is. N² similarities are held: 64 MB for 4,096 rows.
 * @param embeddings [N, D] float32; centre them where all point into much the same direction.  @param rows N.  @param count k, at least 0; N at most are chosen.
 * @throws CoreError BAD_SHAPE. */
export function chooseRepresentatives(
  embeddings: Float32Array,
  rows: number,
  count: number,
  { weights = new Float64Array(rows).fill(1), chosen = new Float32Array() }: FacilityLocationOptions = {},
): Representatives {
  const where = 'chooseRepresentatives';
  const width = embeddingWidth(where, embeddings, rows);
  if (!Number.isInteger(count) || count < 0)
    throw new CoreError('BAD_SHAPE', `${where}: count must be a whole number of at least 0, got ${count}`);
  if (weights.length !== rows || !weights.every((weight) => weight >= 0 && weight < Infinity))
    throw new CoreError('BAD_SHAPE', `${where}: wanted ${rows} weights of at least 0, got ${weights.length}`);
  if (chosen.length % width !== 0)
    throw new CoreError('BAD_SHAPE', `${where}: rows chosen before must have ${width} values, got ${chosen.length} in all`);
  const { unit } = normaliseRows(embeddings, width);
  const similarities = new Float32Array(rows * rows);
  scanSimilarities(unit, unit, width, (row, products) => {
    for (let other = 0; other < rows; other++) similarities[row * rows + other] = Math.max(0, products[other]!);
  });
  const covered = coverage(unit, normaliseRows(chosen, width).unit, width);
  const gainOf = (row: number): number => {
    let gain = 0;
    for (let other = 0; other < rows; other++) {
      const more = similarities[row * rows + other]! - covered[other]!;
      if (more > 0) gain += weights[other]! * more;
    }
    return gain;
  };
  // What a row can gain at most: what it gained when it was last asked.
  const bounds = Float64Array.from({ length: rows }, (_, row) => gainOf(row));
  const picked: number[] = [];
  const gains: number[] = [];
  while (picked.length < Math.min(count, rows)) {
    let best = highest(bounds);
    for (let gain = gainOf(best); gain < bounds[best]!; gain = gainOf(best)) {
      bounds[best] = gain;
      best = highest(bounds);
    }
    picked.push(best);
    gains.push(bounds[best]!);
    bounds[best] = -1;
    for (let other = 0; other < rows; other++) covered[other] = Math.max(covered[other]!, similarities[best * rows + other]!);
  }
  return { rows: Int32Array.from(picked), gains: Float64Array.from(gains) };
}

/** @returns [N] max(0, cosine) of each row with the nearest that was chosen before. */
function coverage(unit: Float32Array, chosen: Float32Array, width: number): Float64Array {
  const covered = new Float64Array(unit.length / width);
  if (chosen.length > 0)
    scanSimilarities(unit, chosen, width, (row, products) => {
      for (const product of products) if (product > covered[row]!) covered[row] = product;
    });
  return covered;
}

/** The first of the largest. */
function highest(values: Float64Array): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (values[at]! > values[best]!) best = at;
  return best;
}
