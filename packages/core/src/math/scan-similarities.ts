import { rowProducts } from './row-products.js';

/** Query rows whose products are held at once: 50,000 gallery rows then take 13 MB. */
const BLOCK_ROWS = 32;

/** Calls `visit` for each query row with its scalar products with all gallery rows; no matrix of all pairs is ever held.
 * For rows of length 1 (`normaliseRows`) the products are cosine similarities.
 * @param queries [M, D] float32.  @param gallery [N, D] float32.
 * @param visit gets [N] float64 that the next call overwrites. */
export function scanSimilarities(
  queries: Float32Array,
  gallery: Float32Array,
  width: number,
  visit: (query: number, products: Float64Array) => void,
): void {
  const rows = queries.length / width;
  const columns = gallery.length / width;
  const products = new Float64Array(Math.min(BLOCK_ROWS, rows) * columns);
  for (let begin = 0; begin < rows; begin += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - begin);
    rowProducts(queries, begin, count, gallery, columns, width, products);
    for (let i = 0; i < count; i++) visit(begin + i, products.subarray(i * columns, (i + 1) * columns));
  }
}
