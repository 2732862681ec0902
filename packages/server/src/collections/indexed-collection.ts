import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import { backoffMs } from '../threads/backoff.js';
import { createSerialQueue } from '../threads/serial-queue.js';
import type { IndexStats, VectorIndexFactory } from '../domain/vector-index.js';
import type { CollectionRecord, ItemStore, StoredItem, Write, WriteResult } from '../domain/item-store.js';
import { openMatching, openReplayed, replayChanges, type IndexSource, type ReplayedIndex } from './replayed-index.js';

export interface CollectionState {
  readonly status: 'starting' | 'ready' | 'failed';
  readonly kind: 'exact' | 'hnsw';
  readonly tombstones: number;
}

export interface CollectionOptions {
  /** A snapshot is saved after so many changes. */
  readonly snapshotEveryChanges: number;
  /** ... or when nothing has changed for so long, milliseconds. */
  readonly snapshotIdleMs: number;
  /** The index is rebuilt without tombstones when there are more than so many and they are more than 30 % of it. */
  readonly compactFrom: number;
}

export const DEFAULT_COLLECTION_OPTIONS: CollectionOptions = { snapshotEveryChanges: 5000, snapshotIdleMs: 30_000, compactFrom: 1000 };

const WRITES_PER_COMMIT = 128;
const COMPACT_FRACTION = 0.3;

interface Waiting {
  readonly write: Write;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (reason: unknown) => void;
}

/** One collection: the item store is the truth, the index a copy that always equals a replay of the store's changes.
 * A write is committed, then applied to the index, then acknowledged; writes that arrive meanwhile share the next commit. An index that is lost is
 * opened again and replayed, and whatever was committed before is then in it. */
export class IndexedCollection {
  readonly record: CollectionRecord;
  readonly #source: IndexSource;
  readonly #store: ItemStore;
  readonly #logger: Logger;
  readonly #options: CollectionOptions;
  readonly #queue: Waiting[] = [];
  #pump: Promise<void> | undefined;
  /** Commits and the exchange of the index exclude each other. */
  readonly #inTurn = createSerialQueue();
  #use: Pick<ReplayedIndex, 'index' | 'thread'> | undefined;
  #stats: IndexStats = { seq: 0, live: 0, tombstones: 0, kind: 'exact' };
  #status: CollectionState['status'] = 'starting';
  #starting: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();
  #unsaved = 0;
  #snapshotTimer: NodeJS.Timeout | undefined;
  #compaction: Promise<void> | undefined;

  constructor(
    record: CollectionRecord,
    deps: { store: ItemStore; factory: VectorIndexFactory; folder: string; logger: Logger; options: CollectionOptions },
  ) {
    this.record = record;
    this.#store = deps.store;
    this.#logger = deps.logger.child({ collection: record.name });
    this.#options = deps.options;
    this.#source = {
      ...deps,
      record,
      logger: this.#logger,
      closing: this.#closing.signal,
      onLost: (thread, reason) => this.#lost(thread, reason),
    };
  }

  get state(): CollectionState {
    return { status: this.#status, kind: this.#stats.kind, tombstones: this.#stats.tombstones };
  }

  /** Opens the index: newest whole snapshot, replay of what came after, or a rebuild. Resolves when it is ready or was closed; failures are logged and
   * tried again after a growing pause. */
  start(): Promise<void> {
    this.#status = 'starting';
    this.#starting = this.#startUntilReady();
    return this.#starting;
  }

  /** Resolves when the write is on disk and searches see it.
   * @throws ServerError NOT_READY (the outcome of a write that was under way is then unknown until it is repeated), STORAGE_FULL. */
  write(write: Write): Promise<WriteResult> {
    if (this.#isClosing() || this.#status !== 'ready') return Promise.reject(this.#notReady());
    return new Promise((resolve, reject) => {
      this.#queue.push({ write, resolve, reject });
      this.#pump ??= this.#runPump();
    });
  }

  /** @param query float32 [D]. @returns items with their similarity, best first. */
  async search(query: Float32Array, k: number): Promise<{ neighbours: { item: StoredItem; similarity: number }[]; exact: boolean }> {
    if (!this.#use || this.#status !== 'ready') throw this.#notReady();
    const { hits, exact } = await this.#use.index.search(query, k);
    const similarities = new Map(hits.map(({ key, similarity }) => [key, similarity]));
    // An item removed between the two steps is left out.
    const items = await this.#store.byKeys(
      this.record.name,
      hits.map(({ key }) => key),
    );
    return { neighbours: items.map((item) => ({ item, similarity: similarities.get(item.key)! })), exact };
  }

  /** Refuses new writes, finishes those under way, saves a snapshot if asked to and closes the index. */
  async close({ snapshot }: { snapshot: boolean }): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#snapshotTimer);
    await this.#starting;
    await this.#pump;
    await this.#compaction;
    if (snapshot && this.#unsaved > 0) await this.#snapshot();
    await this.#use?.index.close();
    this.#use = undefined;
  }

  // A method: the value may change behind every await.
  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  #notReady(): ServerError {
    const what = this.#isClosing() ? 'closing' : this.#status;
    return new ServerError('NOT_READY', `the index of collection '${this.record.name}' is ${what}; try again`, { retryAfterSeconds: 2 });
  }

  async #startUntilReady(): Promise<void> {
    for (let attempt = 0; !this.#isClosing(); attempt++) {
      try {
        await this.#open();
        return;
      } catch (error) {
        if (this.#isClosing()) return;
        if (attempt >= 2) this.#status = 'failed';
        this.#logger.error({ err: error }, 'the index could not be opened');
        await sleep(backoffMs(attempt + 1), undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
  }

  async #open(): Promise<void> {
    const { index, thread, stats, replayed } = await openMatching(this.#source);
    if (this.#isClosing()) return index.close();
    this.#use = { index, thread };
    this.#stats = stats;
    this.#status = 'ready';
    this.#unsaved = replayed;
    this.#planSnapshot();
    this.#logger.info({ items: stats.live, replayed }, 'the index is ready');
  }

  #lost(thread: ReplayedIndex['thread'], reason: Error): void {
    // One that is not in use (any more) fails for whoever waits for it.
    if (this.#isClosing() || this.#use?.thread !== thread) return;
    this.#logger.error({ err: reason }, 'the index was lost; opening it again');
    this.#use = undefined;
    void this.start();
  }

  async #runPump(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, WRITES_PER_COMMIT);
      const writes = batch.map(({ write }) => write);
      try {
        const results = await this.#inTurn(() => this.#commit(writes));
        batch.forEach(({ resolve }, i) => resolve(results[i]!));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    // At once, not in a `finally` behind the promise: a write that comes in between would find a pump that does not look any more.
    this.#pump = undefined;
  }

  async #commit(writes: readonly Write[]): Promise<WriteResult[]> {
    await this.#starting;
    let results: WriteResult[] | undefined;
    try {
      results = await this.#store.commit(this.record.name, writes);
    } finally {
      // Also after an error: the store may have committed before it failed, and then searches should see it.
      const applied = this.#applyCommitted();
      await (results ? applied : applied.catch(() => undefined));
    }
    return results;
  }

  /** Brings the index up to the store. One that is lost on the way has a successor, which goes on where that one has come to. */
  async #applyCommitted(): Promise<void> {
    const before = this.#stats.seq;
    for (;;) {
      const use = this.#use;
      if (!use) throw this.#notReady();
      try {
        const stats = await replayChanges(this.#source, { index: use.index, stats: this.#stats });
        if (use === this.#use) this.#stats = stats;
        break;
      } catch (error) {
        if (!use.thread.lost) throw error;
        await this.#starting;
        // When closing there is no successor.
        if (use === this.#use) throw error;
      }
    }
    this.#unsaved += Math.max(0, this.#stats.seq - before);
    this.#planSnapshot();
    const { tombstones, live } = this.#stats;
    if (tombstones > this.#options.compactFrom && tombstones > COMPACT_FRACTION * (live + tombstones)) this.#planCompaction();
  }

  #planSnapshot(): void {
    clearTimeout(this.#snapshotTimer);
    if (this.#isClosing() || this.#unsaved === 0) return;
    if (this.#unsaved >= this.#options.snapshotEveryChanges) void this.#snapshot();
    else this.#snapshotTimer = setTimeout(() => void this.#snapshot(), this.#options.snapshotIdleMs).unref();
  }

  async #snapshot(): Promise<void> {
    if (this.#compaction) return;
    this.#unsaved = 0;
    try {
      await this.#use?.index.snapshot();
    } catch (error) {
      // Nothing is lost: the next start replays more.
      this.#logger.warn({ err: error }, 'the index snapshot could not be saved');
    }
  }

  #planCompaction(): void {
    if (this.#isClosing()) return;
    this.#compaction ??= this.#compact()
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'the index could not be rebuilt without its tombstones'))
      .finally(() => {
        this.#compaction = undefined;
        this.#planSnapshot();
      });
  }

  /** Builds a second index from the store while the first one serves, then takes its place between two commits. */
  async #compact(): Promise<void> {
    const next = await openReplayed(this.#source, { fresh: true });
    await this.#inTurn(async () => {
      const previous = this.#use;
      try {
        if (!previous) throw this.#notReady();
        const stats = await replayChanges(this.#source, next);
        if (next.thread.lost || previous !== this.#use) throw this.#notReady();
        this.#use = next;
        this.#stats = stats;
        this.#unsaved = stats.seq;
      } catch (error) {
        await next.index.close();
        throw error;
      }
      await previous.index.close();
      this.#logger.info({ items: this.#stats.live }, 'the index was rebuilt without tombstones');
    });
  }
}
