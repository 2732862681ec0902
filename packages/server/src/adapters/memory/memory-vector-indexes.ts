import { ServerError } from '../../domain/errors.js';
import { matchesFilter, type Filterable } from '../../domain/filter.js';
import type { Change } from '../../domain/item-store.js';
import { unitVector } from '../../domain/unit-vector.js';
import type {
  IndexAnswer,
  IndexedItem,
  IndexIdentity,
  IndexQuery,
  IndexStats,
  KeyedVectors,
  VectorIndex,
  VectorIndexes,
} from '../../domain/vector-index.js';

interface Row extends Filterable {
  /** Unit float32 [D]. */
  readonly vector: Float32Array;
}

/** Indexes that live as long as they are open, and compare every vector: for tests of use cases, and as the exact answer beside others. */
export function createMemoryIndexes(): VectorIndexes {
  return {
    capabilities: { durable: false, filters: true },
    open: (identity) => {
      const index = new MemoryVectorIndex(identity);
      return index.stats().then((stats) => ({ index, stats, refused: [] }));
    },
    saved: () => Promise.resolve([]),
    drop: () => Promise.resolve(),
  };
}

class MemoryVectorIndex implements VectorIndex {
  readonly #identity: IndexIdentity;
  readonly #rows = new Map<number, Row>();
  #seq = 0;
  #closed = false;

  constructor(identity: IndexIdentity) {
    this.#identity = identity;
  }

  async apply(changes: readonly Change[]): Promise<IndexStats> {
    this.#requireOpen();
    for (const change of changes) {
      if (change.seq <= this.#seq) continue;
      if (change.type === 'remove') this.#rows.delete(change.key);
      else {
        const { id, label, metadata, createdAt } = change;
        const vector = this.#rows.get(change.key)?.vector ?? unitVector(change.vector, this.#identity.dimensions);
        this.#rows.set(change.key, { id, label, metadata: structuredClone(metadata), createdAt, vector });
      }
      this.#seq = change.seq;
    }
    return this.stats();
  }

  async search({ vector, k, filter, among }: IndexQuery): Promise<IndexAnswer> {
    this.#requireOpen();
    if (among !== undefined)
      throw new ServerError('INTERNAL', 'index: this one has filters of its own, as its capabilities say; it was asked with keys');
    const unit = unitVector(vector, this.#identity.dimensions);
    if (!Number.isInteger(k) || k < 1) throw new ServerError('BAD_REQUEST', `search: k must be a positive integer, got ${k}`);
    const hits = [...this.#rows]
      .filter(([, row]) => filter === undefined || matchesFilter(filter, row))
      .map(([key, row]) => ({ key, similarity: Math.min(1, Math.max(-1, dot(row.vector, unit))) }))
      .sort((a, b) => b.similarity - a.similarity || a.key - b.key);
    return Promise.resolve({ hits: hits.slice(0, k), exact: true, plan: filter === undefined ? 'exact' : 'filtered-exact' });
  }

  async stats(): Promise<IndexStats> {
    this.#requireOpen();
    return Promise.resolve({ seq: this.#seq, live: this.#rows.size, tombstones: 0, kind: 'exact' });
  }

  async keys(): Promise<Uint32Array> {
    this.#requireOpen();
    return Promise.resolve(Uint32Array.from(this.#rows.keys()));
  }

  async vectors(wanted: Uint32Array): Promise<KeyedVectors> {
    this.#requireOpen();
    const keys = wanted.filter((key) => this.#rows.has(key));
    const vectors = new Float32Array(keys.length * this.#identity.dimensions);
    keys.forEach((key, n) => vectors.set(this.#rows.get(key)!.vector, n * this.#identity.dimensions));
    return Promise.resolve({ keys, vectors });
  }

  async repair(items: readonly IndexedItem[]): Promise<void> {
    this.#requireOpen();
    for (const { key, vector, ...rest } of items)
      this.#rows.set(key, { ...structuredClone(rest), vector: unitVector(vector, this.#identity.dimensions) });
    return Promise.resolve();
  }

  maintain(): Promise<{ savedSeq: number }> {
    return Promise.resolve({ savedSeq: 0 });
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #requireOpen(): void {
    if (this.#closed) throw new ServerError('NOT_READY', 'the index was closed; open it again', { retryAfterSeconds: 1 });
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
