import { allRows, forTiles, type Rows } from './product-tiles.js';
import { rowProducts } from './row-products.js';

/** Query rows whose products are held at once: 50,000 gallery rows then take 26 MB. */
const BLOCK_ROWS = 64;
/** For so few queries carrying the gallery into another memory costs more than it saves. */
const FEW = 3;

/** Calls `visit` for each query row with its scalar products with all gallery rows; no matrix of all pairs is ever held.
 * For rows of length 1 (`normaliseRows`) the products are cosine similarities.
 * `scanPairs` is the same of one set of rows with itself, for those who need each pair once: it visits about half.
 * @param queries [M, D] float32.  @param gallery [N, D] float32.
 * @param visit gets [N] float64 that the next call overwrites. */
export function scanSimilarities(
  queries: Float32Array,
  gallery: Float32Array,
  width: number,
  visit: (query: number, products: Float64Array) => void,
): void {
  scanBlocks(queries, gallery, width, () => gallery.length / width, visit);
}

/** Calls `visit` for each row with its scalar products with the rows before it.
 * @param rows [N, D] float32.  @param visit gets [row] float64 that the next call overwrites: entry j belongs to row j < row. */
export function scanPairs(rows: Float32Array, width: number, visit: (row: number, products: Float64Array) => void): void {
  scanBlocks(
    rows,
    rows,
    width,
    (end) => end,
    (row, products) => {
      visit(row, products.subarray(0, row));
    },
  );
}

/** @param columnsOf how many gallery rows the block of queries that ends at `end` is compared with. */
function scanBlocks(
  queries: Float32Array,
  gallery: Float32Array,
  width: number,
  columnsOf: (end: number) => number,
  visit: (query: number, products: Float64Array) => void,
): void {
  const rows = queries.length / width;
  const products = new Float64Array(Math.min(BLOCK_ROWS, rows) * columnsOf(rows));
  for (let begin = 0; begin < rows; begin += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - begin);
    const columns = columnsOf(begin + count);
    const of = (i: number): Float64Array => products.subarray(i * columns, (i + 1) * columns);
    if (rows <= FEW) for (let i = 0; i < count; i++) rowProducts(queries, begin + i, gallery, width, of(i));
    else
      blockProducts(
        { values: queries, count, begin: (row) => (begin + row) * width },
        gallery.subarray(0, columns * width),
        width,
        products,
      );
    for (let i = 0; i < count; i++) visit(begin + i, of(i));
  }
}

/** @param out [M, N] and maybe more. */
function blockProducts(queries: Rows, gallery: Float32Array, width: number, out: Float64Array): void {
  const all = allRows(gallery, width);
  forTiles(queries, all, width, false, ({ values, stride, aBegin, aEnd, bBegin, bEnd }) => {
    for (let i = aBegin; i < aEnd; i++) {
      const own = (i - aBegin) * stride;
      out.set(values.subarray(own, own + bEnd - bBegin), i * all.count + bBegin);
    }
  });
}
