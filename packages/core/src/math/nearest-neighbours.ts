import { CoreError } from '../errors.js';
import { embeddingWidth } from './labelled-embeddings.js';
import { normaliseRows } from './normalise-rows.js';
import { scanSimilarities } from './scan-similarities.js';

/** The k nearest gallery rows of each query. */
export interface Neighbours {
  /** Neighbours of each query: k, or all of a smaller gallery. */
  readonly count: number;
  /** [M, count] gallery rows, nearest first; of rows equally near, the earlier first. */
  readonly rows: Int32Array;
  /** [M, count] cosine similarities, -1..1. */
  readonly similarities: Float64Array;
}

/** The k nearest gallery rows of each query under cosine similarity, exactly.
 * @param gallery [N, D] float32.  @param galleryRows N.  @param queries [M, D] float32; undefined asks for the neighbours of each gallery
 * row among the others.  @param k at least 1.  @throws CoreError BAD_SHAPE. */
export function nearestNeighbours(
  where: string,
  gallery: Float32Array,
  galleryRows: number,
  queries: Float32Array | undefined,
  k: number,
): Neighbours {
  const width = embeddingWidth(where, gallery, galleryRows);
  if (!Number.isInteger(k) || k < 1) throw new CoreError('BAD_SHAPE', `${where}: k must be a whole number of at least 1, got ${k}`);
  if (queries && queries.length % width !== 0)
    throw new CoreError('BAD_SHAPE', `${where}: queries must be rows of ${width} like the gallery's, got ${queries.length} values`);
  const { unit } = normaliseRows(gallery, width);
  const asked = queries ? normaliseRows(queries, width).unit : unit;
  const count = Math.min(k, queries ? galleryRows : galleryRows - 1);
  const rows = new Int32Array((asked.length / width) * count);
  const similarities = new Float64Array(rows.length);
  if (count > 0)
    scanSimilarities(asked, unit, width, (query, products) => {
      takeBest(products, queries ? -1 : query, count, rows, similarities, query * count);
    });
  return { count, rows, similarities };
}

/** Writes the `count` largest from `at` on, best first, by insertion: most products are smaller than the last kept and cost one comparison. */
function takeBest(products: Float64Array, skip: number, count: number, rows: Int32Array, kept: Float64Array, at: number): void {
  let held = 0;
  for (let row = 0; row < products.length; row++) {
    const product = products[row]!;
    if (row === skip || (held === count && !(product > kept[at + count - 1]!))) continue;
    let place = held < count ? held++ : count - 1;
    while (place > 0 && product > kept[at + place - 1]!) {
      kept[at + place] = kept[at + place - 1]!;
      rows[at + place] = rows[at + place - 1]!;
      place--;
    }
    kept[at + place] = product;
    rows[at + place] = row;
  }
}
