import { euclideanNeighbours } from './euclidean-neighbours.js';

/** Who belongs together, and how surely: both directions of each pair, ordered by `from`, then `to`. */
export interface UmapGraph {
  /** [E] */
  readonly from: Int32Array;
  /** [E] */
  readonly to: Int32Array;
  /** [E] 0..1, the same in both directions. */
  readonly weights: Float64Array;
}

const HALVINGS = 64;
const TOLERANCE = 1e-5;
/** Of the mean distance: no row's neighbourhood is narrower. */
const NARROWEST = 1e-3;

/** The fuzzy graph of nearest neighbours: for each row, its nearest other belongs to it for sure and the rest fall off so that their weights add up to log2 of `neighbours`; two rows belong
 * together if one or the other says so.
 * @param neighbours of a row, itself included as umap-learn counts them: 2 to N.
 * @see McInnes, Healy and Melville, UMAP, arXiv:1802.03426, section 3.1 and algorithms 2 and 3. */
export function umapGraph(rows: Float32Array, count: number, neighbours: number): UmapGraph {
  const k = neighbours - 1;
  const near = euclideanNeighbours(rows, count, k);
  const meanOfAll = near.distances.reduce((sum, distance) => sum + distance, 0) / (count * neighbours);
  const weights = Array.from({ length: count }, () => new Map<number, number>());
  for (let row = 0; row < count; row++) {
    const distances = near.distances.subarray(row * k, (row + 1) * k);
    const { nearest, width } = fitRow(distances, neighbours, meanOfAll);
    distances.forEach((distance, at) => {
      const away = distance - nearest;
      weights[row]!.set(near.rows[row * k + at]!, away <= 0 || width === 0 ? 1 : Math.exp(-away / width));
    });
  }
  const edges = weights.flatMap((own, from) => [...own].flatMap(([to, weight]) => eitherSays(from, to, weight, weights[to]!.get(from))));
  edges.sort((one, other) => one.from - other.from || one.to - other.to);
  return {
    from: Int32Array.from(edges, ({ from }) => from),
    to: Int32Array.from(edges, ({ to }) => to),
    weights: Float64Array.from(edges, ({ weight }) => weight),
  };
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** Both directions of a pair that one of the two, or the first of the two, names. */
function eitherSays(from: number, to: number, weight: number, back: number | undefined): readonly Edge[] {
  if (back !== undefined && to < from) return [];
  const both = back === undefined ? weight : weight + back - weight * back;
  return [
    { from, to, weight: both },
    { from: to, to: from, weight: both },
  ];
}

/** Finds the width by bisection. @param distances of the others, ascending. */
function fitRow(distances: Float64Array, neighbours: number, meanOfAll: number): { readonly nearest: number; readonly width: number } {
  const wanted = Math.log2(neighbours);
  // Rows that coincide with it are no nearest others.
  const nearest = distances.find((distance) => distance > 0) ?? 0;
  let [low, high, width] = [0, Infinity, 1];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const sum = distances.reduce((all, distance) => all + (distance > nearest ? Math.exp(-(distance - nearest) / width) : 1), 0);
    if (Math.abs(sum - wanted) < TOLERANCE) break;
    if (sum > wanted) high = width;
    else low = width;
    width = high === Infinity ? width * 2 : (low + high) / 2;
  }
  const mean = nearest > 0 ? distances.reduce((sum, distance) => sum + distance, 0) / neighbours : meanOfAll;
  return { nearest, width: Math.max(width, NARROWEST * mean) };
}
