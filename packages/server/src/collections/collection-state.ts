import type { SelfCheck } from './self-check.js';

/** How a collection's index stands. */
export interface CollectionState {
  readonly status: 'starting' | 'ready' | 'failed';
  readonly kind: 'exact' | 'hnsw';
  readonly tombstones: number;
  /** Items whose vectors are damaged in the store: they are kept and shown, and not found by searches. */
  readonly unusable: number;
  /** The last time that items were asked for by their own vectors; null before the first. */
  readonly check: SelfCheck | null;
  /** Candidates that a graph looks at by default, and the share of the ten nearest that it was measured to find, 0..1; only of one that was measured. */
  readonly ef?: number;
  readonly recall?: number;
}

/** When an index is asked to bring itself in order. */
export interface CollectionOptions {
  /** Changes after which it is asked at once. 5,000 by default. */
  readonly maintainEveryChanges: number;
  /** How long after the last change it is asked otherwise, milliseconds. 30,000 by default. */
  readonly maintainIdleMs: number;
  /** How long after it was opened it is asked for items by their own vectors, milliseconds; a minute by default. */
  readonly checkAfterMs: number;
  /** And how long after that again, milliseconds; an hour by default. */
  readonly checkEveryMs: number;
}

export const DEFAULT_COLLECTION_OPTIONS: CollectionOptions = {
  maintainEveryChanges: 5000,
  maintainIdleMs: 30_000,
  checkAfterMs: 60_000,
  checkEveryMs: 3_600_000,
};
