import type { Change } from './item-store.js';

export interface IndexHit {
  readonly key: number;
  /** Cosine, -1..1; higher is closer. */
  readonly similarity: number;
}

export interface IndexAnswer {
  /** Best first; equal similarities by key. */
  readonly hits: readonly IndexHit[];
  /** Whether every vector was compared. */
  readonly exact: boolean;
}

export interface IndexStats {
  /** The last change that was applied; 0 for none. */
  readonly seq: number;
  readonly live: number;
  /** Removed vectors that still take room. */
  readonly tombstones: number;
  /** How a search is answered at the present size. */
  readonly kind: 'exact' | 'hnsw';
}

/** A derived, searchable copy of the vectors of one collection: it may be thrown away and replayed from the item store at any time. */
export interface VectorIndex {
  /** Applies changes in order of seq. Those that were applied before are passed over, so replaying is safe.
   * @throws ServerError BAD_VECTOR for another length or a number that is not finite. */
  apply(changes: readonly Change[]): Promise<IndexStats>;
  /** The nearest vectors to a query, at most k: fewer only when the index holds fewer.
   * @param query float32 [D], any length but zero. @throws ServerError BAD_VECTOR. */
  search(query: Float32Array, k: number): Promise<IndexAnswer>;
  stats(): Promise<IndexStats>;
  /** Saves a generation that a later opening starts from. Waits for running changes; searches go on. */
  snapshot(): Promise<void>;
  /** Lets go of everything without saving; open calls reject with NOT_READY. */
  close(): Promise<void>;
}

/** What a collection tells its index when it is opened. */
export interface IndexIdentity {
  /** D. */
  readonly dimensions: number;
  /** Snapshots of another encoder are refused. */
  readonly encoderHash: string;
}

export interface OpenedIndex {
  readonly index: VectorIndex;
  /** Where it starts; the owner replays the rest. */
  readonly stats: IndexStats;
  /** Snapshots that were refused, each with the reason. */
  readonly refused: readonly string[];
}

/** Opens indexes. `fresh` ignores and discards what was saved. `onLost` is called once when the index can no longer be used. */
export interface VectorIndexFactory {
  open(folder: string, identity: IndexIdentity, options: { fresh?: boolean; onLost: (reason: Error) => void }): Promise<OpenedIndex>;
}
