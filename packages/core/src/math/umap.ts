import { CoreError } from '../errors.js';
import { createRng } from '../rng.js';
import { embeddingWidth } from './labelled-embeddings.js';
import { principalComponents } from './pca.js';
import { umapCurve, type UmapCurve } from './umap-curve.js';
import { umapGraph, type UmapGraph } from './umap-graph.js';

/** Seed and settings of `umap`. */
export interface UmapOptions {
  readonly seed: number;
  /** Of the picture. Default 2. */
  readonly dimensions?: number;
  /** Neighbours of a row that count, itself included. Default 15, at most N. */
  readonly neighbours?: number;
  /** How near points may lie, 0..1. Default 0.1. */
  readonly minDistance?: number;
  /** Default 500 for up to 10,000 rows, 200 for more. */
  readonly epochs?: number;
  /** Told after each epoch. */
  readonly onEpoch?: (done: number, total: number) => void;
}

const MANY_ROWS = 10_000;
/** Points pushed away for each that is pulled. */
const PUSHED = 5;
const SPREAD_AT_START = 10;
const NOISE_AT_START = 1e-4;
/** No single step is longer. */
const LONGEST = 4;

/** UMAP: rows laid out so that those which belong together (`umapGraph`) lie together, by stochastic gradient descent from the principal components. The same rows and seed give the same picture.
 * Distances between clusters and their sizes mean little; neighbourhoods do. Neighbours are found exactly: time grows with N².
 * @param rows [N, D] float32; distances are euclidean: normalise the rows where angles count.  @param count N, at least 4.
 * @returns [N, dimensions] float64.
 * @throws CoreError BAD_SHAPE.
 * @see McInnes, Healy and Melville, arXiv:1802.03426; steps and defaults as umap-learn, begun from PCA instead of a spectral embedding, which needs no eigensolver for sparse matrices and
 * keeps as much of the whole (Kobak and Linderman 2021). */
export function umap(rows: Float32Array, count: number, options: UmapOptions): Float64Array {
  embeddingWidth('umap', rows, count);
  if (count < 4) throw new CoreError('BAD_SHAPE', `umap: needs at least 4 rows, got ${count}`);
  const { seed, dimensions = 2, minDistance = 0.1, epochs = count > MANY_ROWS ? 200 : 500, onEpoch } = options;
  const neighbours = Math.min(options.neighbours ?? 15, count);
  if (!Number.isInteger(neighbours) || neighbours < 2)
    throw new CoreError('BAD_SHAPE', `umap: neighbours must be a whole number of at least 2, got ${neighbours}`);
  if (!(minDistance >= 0 && minDistance <= 1)) throw new CoreError('BAD_SHAPE', `umap: minDistance must be 0 to 1, got ${minDistance}`);
  const graph = umapGraph(rows, count, neighbours);
  const points = firstPicture(rows, count, dimensions, seed);
  layOut(points, dimensions, graph, { curve: umapCurve(minDistance), epochs, seed, onEpoch });
  return points;
}

interface Descent {
  readonly curve: UmapCurve;
  readonly epochs: number;
  readonly seed: number;
  readonly onEpoch: UmapOptions['onEpoch'];
}

/** A pair is pulled together as often as its weight says, the surest in every epoch, and each time some others are pushed away from its first end. */
function layOut(
  points: Float64Array,
  dimensions: number,
  { from, to, weights }: UmapGraph,
  { curve, epochs, seed, onEpoch }: Descent,
): void {
  const { a, b } = curve;
  const rng = createRng(seed, 'umap');
  const count = points.length / dimensions;
  const surest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const every = weights.map((weight) => surest / weight);
  const nextPull = every.slice();
  const nextPush = every.map((each) => each / PUSHED);
  const step = (one: number, other: number, slope: number, rate: number, both: boolean): void => {
    for (let d = 0; d < dimensions; d++) {
      const move = Math.max(-LONGEST, Math.min(LONGEST, slope * (points[one + d]! - points[other + d]!)));
      points[one + d]! += move * rate;
      if (both) points[other + d]! -= move * rate;
    }
  };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate = 1 - (epoch - 1) / epochs;
    for (let edge = 0; edge < from.length; edge++) {
      // What would be pulled less than once is not.
      if (every[edge]! > epochs || nextPull[edge]! > epoch) continue;
      const [one, other] = [from[edge]! * dimensions, to[edge]! * dimensions];
      const square = squareBetween(points, one, other, dimensions);
      if (square > 0) {
        const power = square ** b;
        step(one, other, (-2 * a * b * power) / square / (a * power + 1), rate, true);
      }
      nextPull[edge]! += every[edge]!;
      const pushes = Math.floor((epoch - nextPush[edge]!) / (every[edge]! / PUSHED));
      for (let push = 0; push < pushes; push++) {
        const stranger = rng.integer(count) * dimensions;
        if (stranger === one) continue;
        const apart = squareBetween(points, one, stranger, dimensions);
        if (apart > 0) step(one, stranger, (2 * b) / ((0.001 + apart) * (a * apart ** b + 1)), rate, false);
      }
      nextPush[edge]! += pushes * (every[edge]! / PUSHED);
    }
    onEpoch?.(epoch, epochs);
  }
}

function squareBetween(points: Float64Array, one: number, other: number, dimensions: number): number {
  let square = 0;
  for (let d = 0; d < dimensions; d++) square += (points[one + d]! - points[other + d]!) ** 2;
  return square;
}

/** The principal components, as wide as `SPREAD_AT_START`, with a touch of noise that parts rows that are equal. */
function firstPicture(rows: Float32Array, count: number, dimensions: number, seed: number): Float64Array {
  const axes = Math.min(dimensions, count, rows.length / count);
  const { projected } = principalComponents(rows, count, axes);
  const largest = projected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const rng = createRng(seed, 'umap-start');
  return Float64Array.from({ length: count * dimensions }, (_, at) => {
    const axis = at % dimensions;
    const value = axis < axes ? projected[Math.floor(at / dimensions) * axes + axis]! : 0;
    return (largest > 0 ? (SPREAD_AT_START * value) / largest : 0) + NOISE_AT_START * rng.normal();
  });
}
