import type { Filter } from './filter.js';
import type { Change } from './item-store.js';

/** A vector that was found. */
export interface IndexHit {
  readonly key: number;
  /** Cosine, -1..1; higher is closer. */
  readonly similarity: number;
}

/** How a search was answered: by comparing every vector, every one that fits, or by a graph. */
export type IndexPlan = 'exact' | 'filtered-exact' | 'hnsw' | 'filtered-hnsw';

/** What a search found. */
export interface IndexAnswer {
  /** Best first; equal similarities by key. */
  readonly hits: readonly IndexHit[];
  /** Whether every vector was compared that fits. */
  readonly exact: boolean;
  readonly plan: IndexPlan;
  /** Candidates that the graph looked at; only where a graph answered. */
  readonly ef?: number;
}

/** What an index has found out about its answers. */
export interface IndexMeasurement {
  /** Share of the ten nearest that it finds, 0..1, over vectors that it holds, themselves left out. */
  readonly recall: number;
  /** Candidates that it looks at by default since then. */
  readonly ef: number;
  /** The last change that was applied before. */
  readonly seq: number;
  /** ISO 8601. */
  readonly measuredAt: string;
}

/** How an index stands. */
export interface IndexStats {
  /** The last change that was applied; 0 for none. */
  readonly seq: number;
  readonly live: number;
  /** Removed vectors that still take room. */
  readonly tombstones: number;
  /** How a search is answered at the present size. */
  readonly kind: 'exact' | 'hnsw';
  /** Only of a graph that was measured. */
  readonly measured?: IndexMeasurement;
}

/** What to look for. */
export interface IndexQuery {
  /** float32 [D], any length but zero. */
  readonly vector: Float32Array;
  /** Neighbours wanted, at least 1. */
  readonly k: number;
  /** Only items that fit; asked only of an index whose capabilities say `filters`. */
  readonly filter?: Filter;
  /** Only items with these keys, ascending; asked only of an index whose capabilities lack `filters`. Keys that it does not hold are passed over. */
  readonly among?: Uint32Array;
  /** Whether every vector is to be compared that fits; false by default. */
  readonly exact?: boolean;
  /** Candidates looked at, at least `k`: the least, which the index may raise. What it holds to be right by default. */
  readonly ef?: number;
}

/** Vectors with their keys. */
export interface KeyedVectors {
  readonly keys: Uint32Array;
  /** Unit float32 [keys, D], as near as the index keeps them. */
  readonly vectors: Float32Array;
}

/** What an index has to know of an item. */
export type IndexedItem = Omit<Extract<Change, { readonly type: 'put' }>, 'type' | 'seq'>;

/** A derived, searchable copy of the vectors of one collection: it may be thrown away and replayed from the item store at any time. */
export interface VectorIndex {
  /** Applies changes in order of seq. Those that were applied before are passed over, so replaying is safe. A key that is put again keeps its vector and
   * gets the new label and metadata.
   * @throws ServerError BAD_VECTOR for another length or a number that is not finite. */
  apply(changes: readonly Change[]): Promise<IndexStats>;
  /** The nearest vectors to a query, at most k: fewer only when the index holds fewer that fit. @throws ServerError BAD_VECTOR, BAD_REQUEST. */
  search(query: IndexQuery): Promise<IndexAnswer>;
  stats(): Promise<IndexStats>;
  /** What it holds, removed ones left out, in no order to rely on. */
  keys(): Promise<Uint32Array>;
  /** The vectors under those of the keys that it holds, in the order asked for. */
  vectors(keys: Uint32Array): Promise<KeyedVectors>;
  /** Puts items into the index anew that it lacks, or holds and does not find, whatever changes it has applied. Those that were removed stay so. */
  repair(items: readonly IndexedItem[]): Promise<void>;
  /** Brings the index in order while it goes on answering: saves what a later opening starts from, gives back the room of removed vectors. Its owner calls
   * it in quiet moments, after many changes and before the end; what is due then is the index's own affair.
   * @param options.erasedSeq afterwards neither its memory nor anything that it has saved holds a vector that was removed up to this seq; 0 by default.
   * @param options.anew builds it anew from the vectors that it holds, though nothing else is due; false by default.
   * @returns how far the next opening is sure to come without a replay: a seq, 0 for nowhere. @throws Error when it could not; nothing is lost. */
  maintain(options?: { readonly erasedSeq?: number; readonly anew?: boolean }): Promise<{ readonly savedSeq: number }>;
  /** Lets go of everything without saving; open calls reject with NOT_READY. */
  close(): Promise<void>;
}

/** Which index is meant. */
export interface IndexIdentity {
  /** Which item store its items lie in; see `ItemStore.bounds`. What was saved for another one is refused. */
  readonly storeId: string;
  /** The collection's number, which is never used again. What was saved for another one is refused. */
  readonly collection: number;
  /** D. */
  readonly dimensions: number;
  /** What was saved with another encoder's vectors is refused. */
  readonly encoderHash: string;
}

/** What an index can do beyond the least. */
export interface IndexCapabilities {
  /** Whether all that was applied is there at the next opening, without `maintain`. */
  readonly durable: boolean;
  /** Whether searches take a filter. */
  readonly filters: boolean;
}

/** An index that was opened. */
export interface OpenedIndex {
  readonly index: VectorIndex;
  /** Where it starts; the owner replays the rest. */
  readonly stats: IndexStats;
  /** What had been saved and was refused, each with the reason. */
  readonly refused: readonly string[];
}

/** The indexes of all collections. */
export interface VectorIndexes {
  readonly capabilities: IndexCapabilities;
  /** @param options.onLost called once when the index can no longer be used. */
  open(identity: IndexIdentity, options: { readonly onLost: (reason: Error) => void }): Promise<OpenedIndex>;
  /** Numbers of the collections of which something is saved. */
  saved(): Promise<readonly number[]>;
  /** Throws away all that was saved of an index that is not open here. */
  drop(identity: Pick<IndexIdentity, 'collection'>): Promise<void>;
}
