import type { IndexHit } from '../../domain/vector-index.js';

/** How a graph is built; names as in hnswlib. */
export interface GraphParameters {
  /** Links of a node, 16 by default: 2 to 100. */
  readonly m: number;
  /** Candidates looked at while adding, 200 by default. */
  readonly efConstruction: number;
  readonly seed: number;
}

/** A vector and whose it is. */
export interface KeyedVector {
  readonly key: number;
  /** float32 [D]. */
  readonly vector: Float32Array;
}

/** A graph of unit vectors in an addon. Its owner gives it nothing that it could not take: whole numbers as keys, each added once, vectors of the right
 * length with finite numbers, and no change while it is being written. */
export interface NativeGraph {
  /** @param unit float32 [D]. */
  add(key: number, unit: Float32Array): void;
  /** Gives a key that it holds the links that it would get today. @param unit its vector, float32 [D]. */
  relink(key: number, unit: Float32Array): void;
  /** Lets a key be found no more. What it takes stays taken. */
  hide(key: number): void;
  /** What a walk through the graph finds, at most `k`, in no order. @param ef candidates looked at, at least `k`. */
  search(unit: Float32Array, k: number, ef: number): IndexHit[];
  /** The vector of a key as it was added, [D]. */
  vector(key: number): ArrayLike<number>;
  /** Keys that it holds, hidden ones too. */
  keys(): readonly number[];
  /** Does not reliably reject, on a full disk for example: the caller looks at what was written. */
  write(file: string): Promise<void>;
}
