import { scanSimilarities } from './scan-similarities.js';

/** The k nearest others of each row. */
export interface EuclideanNeighbours {
  /** [N, k], nearest first. */
  readonly rows: Int32Array;
  /** [N, k] distances. */
  readonly distances: Float64Array;
}

/** The k nearest other rows of each row by euclidean distance, all pairs compared. Which are nearest is found in float32, how far they are reckoned in float64.
 * @param rows [N, D] float32.  @param k 1 to N - 1. */
export function euclideanNeighbours(rows: Float32Array, count: number, k: number): EuclideanNeighbours {
  const width = rows.length / count;
  // x·y - |y|²/2 is largest where |x - y|² is least: a column more makes it a product.
  const [asked, stored] = [new Float32Array(count * (width + 1)), new Float32Array(count * (width + 1))];
  for (let row = 0; row < count; row++) {
    const own = rows.subarray(row * width, (row + 1) * width);
    asked.set(own, row * (width + 1));
    stored.set(own, row * (width + 1));
    asked[row * (width + 1) + width] = 1;
    stored[row * (width + 1) + width] = -own.reduce((sum, value) => sum + value * value, 0) / 2;
  }
  const found = { rows: new Int32Array(count * k), distances: new Float64Array(count * k) };
  const best = new Float64Array(k);
  const places = new Int32Array(k);
  scanSimilarities(asked, stored, width + 1, (query, products) => {
    let held = 0;
    for (let row = 0; row < count; row++) {
      const product = products[row]!;
      if (row === query || (held === k && !(product > best[k - 1]!))) continue;
      let place = held < k ? held++ : k - 1;
      for (; place > 0 && product > best[place - 1]!; place--) {
        best[place] = best[place - 1]!;
        places[place] = places[place - 1]!;
      }
      best[place] = product;
      places[place] = row;
    }
    const near = Array.from(places, (row) => ({ row, distance: distanceOf(rows, width, query, row) }));
    near.sort((one, other) => one.distance - other.distance || one.row - other.row);
    near.forEach(({ row, distance }, at) => {
      found.rows[query * k + at] = row;
      found.distances[query * k + at] = distance;
    });
  });
  return found;
}

function distanceOf(rows: Float32Array, width: number, one: number, other: number): number {
  let sum = 0;
  for (let at = 0; at < width; at++) sum += (rows[one * width + at]! - rows[other * width + at]!) ** 2;
  return Math.sqrt(sum);
}
