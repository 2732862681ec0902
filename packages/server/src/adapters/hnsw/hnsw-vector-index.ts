import { ServerError } from '../../domain/errors.js';
import type { Change } from '../../domain/item-store.js';
import type { IndexAnswer, IndexedItem, IndexQuery, IndexStats, KeyedVectors, VectorIndex } from '../../domain/vector-index.js';
import { createSerialQueue } from '../../threads/serial-queue.js';
import type { WorkerChannel } from '../../threads/worker-channel.js';
import { copyLiveVectors, isCompactionDue, type CompactionOptions } from './compact-graph.js';
import type { HnswMethods } from './hnsw-worker.js';

type Thread = WorkerChannel<HnswMethods>;

/** What an index needs of its surroundings. */
export interface HnswVectorIndexDeps {
  /** Starts a thread with an empty graph. */
  readonly start: (onDeath: (reason: Error) => void) => Thread;
  readonly compaction: CompactionOptions;
  readonly onLost: (reason: Error) => void;
}

/** One collection's graph, in a thread of its own. While it is compacted there are two threads, of which the first one answers. */
export class HnswVectorIndex implements VectorIndex {
  readonly #deps: HnswVectorIndexDeps;
  /** Changes, and the exchange of the thread. */
  readonly #inTurn = createSerialQueue();
  readonly #oneMaintenance = createSerialQueue();
  #thread: Thread;
  /** What the thread in the making has missed so far. */
  #missed: Change[] | undefined;
  #successor: Thread | undefined;
  #closed = false;

  constructor(deps: HnswVectorIndexDeps) {
    this.#deps = deps;
    this.#thread = this.#start();
  }

  /** @throws ServerError NOT_READY, or what loading threw. */
  async open(): Promise<{ stats: IndexStats; refused: readonly string[] }> {
    try {
      return await this.#thread.call('open', undefined);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  apply(changes: readonly Change[]): Promise<IndexStats> {
    return this.#inTurn(async () => {
      const stats = await this.#thread.call('apply', changes);
      this.#missed?.push(...changes);
      return stats;
    });
  }

  search({ filter, ...query }: IndexQuery): Promise<IndexAnswer> {
    if (filter !== undefined)
      return Promise.reject(new ServerError('INTERNAL', 'index: this one has no filters, as its capabilities say; it was asked with one'));
    return this.#thread.call('search', query);
  }

  stats(): Promise<IndexStats> {
    return this.#thread.call('stats', undefined);
  }

  async keys(): Promise<Uint32Array> {
    return (await this.#thread.call('liveKeys', undefined)).keys;
  }

  vectors(keys: Uint32Array): Promise<KeyedVectors> {
    return this.#thread.call('vectors', keys);
  }

  repair(items: readonly IndexedItem[]): Promise<void> {
    const wanted = items.map(({ key, vector }) => ({ key, vector }));
    return this.#inTurn(() => this.#thread.call('repair', wanted));
  }

  maintain({ erasedSeq = 0, anew = false }: { readonly erasedSeq?: number; readonly anew?: boolean } = {}): Promise<{ savedSeq: number }> {
    return this.#oneMaintenance(async () => {
      const isDue = anew || isCompactionDue(await this.stats(), this.#deps.compaction);
      if (isDue || (await this.#thread.call('erasedSeq', undefined)) < erasedSeq) await this.#compact();
      await this.#thread.call('measure', undefined);
      return { savedSeq: await this.#thread.call('snapshot', { erasedSeq }) };
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#thread.terminate(), this.#successor?.terminate()]);
  }

  #start(): Thread {
    const thread: Thread = this.#deps.start((reason) => {
      // A successor that dies fails the compaction alone.
      if (thread === this.#thread && !this.#closed) this.#deps.onLost(reason);
    });
    return thread;
  }

  async #compact(): Promise<void> {
    const next = this.#start();
    this.#successor = next;
    try {
      const begin = await this.#inTurn(async () => {
        const keys = await this.#thread.call('liveKeys', undefined);
        this.#missed = [];
        return keys;
      });
      await copyLiveVectors(this.#thread, next, begin);
      await this.#inTurn(async () => {
        await next.call('apply', this.#missed ?? []);
        const previous = this.#thread;
        this.#thread = next;
        this.#successor = previous;
      });
    } finally {
      this.#missed = undefined;
      await this.#successor.terminate();
      this.#successor = undefined;
    }
  }
}
