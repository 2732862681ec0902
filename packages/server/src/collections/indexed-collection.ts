import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import type { CollectionRecord, ItemStore, Write, WriteResult } from '../domain/item-store.js';
import type { IndexStats, VectorIndex, VectorIndexes } from '../domain/vector-index.js';
import { backoffMs } from '../threads/backoff.js';
import { createSerialQueue } from '../threads/serial-queue.js';
import { createWriteQueue } from './write-queue.js';
import { searchItems, type FoundItems, type SearchOptions } from './search-items.js';
import type { CollectionOptions, CollectionState } from './collection-state.js';
import { IndexMismatch } from './compare-index.js';
import { repeatQuietly } from './repeat-quietly.js';
import { selfCheck, type SelfCheck } from './self-check.js';
import { openMatching, replayChanges, type IndexSource, type ReplayedIndex } from './replayed-index.js';

/** What a collection works on. */
export interface IndexedCollectionDeps {
  readonly store: ItemStore;
  readonly indexes: VectorIndexes;
  readonly logger: Logger;
  readonly options: CollectionOptions;
  /** The present moment, ISO 8601. */
  readonly now: () => string;
}

/** One collection: the item store is the truth, the index a copy that always equals a replay of the store's changes.
 * A write is committed, then applied to the index, then acknowledged; writes that arrive meanwhile share the next commit. What other processes commit comes
 * with `catchUp`. An index that is lost is opened again and replayed, and whatever was committed before is then in it. */
export class IndexedCollection {
  #record: CollectionRecord;
  #source: IndexSource;
  readonly #deps: IndexedCollectionDeps;
  #logger: Logger;
  readonly #writes = createWriteQueue((writes) => this.#inTurn(() => this.#commit(writes)));
  /** Changes of the index, one after the other. */
  readonly #inTurn = createSerialQueue();
  #use: Pick<ReplayedIndex, 'index' | 'life' | 'wholeFrom' | 'unusable'> | undefined;
  #stats: IndexStats = { seq: 0, live: 0, tombstones: 0, kind: 'exact' };
  #status: CollectionState['status'] = 'starting';
  #starting: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();
  #unsaved = 0;
  #trimmedSeq = 0;
  /** What was removed up to this seq has left no trace in the index and what is saved of it. */
  #erasedSeq = 0;
  #maintenanceTimer: NodeJS.Timeout | undefined;
  #maintenance: Promise<void> | undefined;
  #check: SelfCheck | null = null;
  /** Since the last check that found all. */
  #rebuilt = false;
  #endChecks: (() => Promise<void>) | undefined;

  constructor(record: CollectionRecord, deps: IndexedCollectionDeps) {
    this.#record = record;
    this.#deps = deps;
    this.#logger = deps.logger.child({ collection: record.name });
    this.#source = {
      ...deps,
      record,
      logger: this.#logger,
      closing: this.#closing.signal,
      onLost: (life, reason) => this.#lost(life, reason),
    };
  }

  get record(): CollectionRecord {
    return this.#record;
  }

  /** Says that the store has given it another name; it is the same collection, with the same index. */
  rename(name: string): void {
    this.#record = { ...this.#record, name };
    this.#logger = this.#deps.logger.child({ collection: name });
    this.#source = { ...this.#source, record: this.#record, logger: this.#logger };
  }

  get state(): CollectionState {
    const { kind, tombstones, measured } = this.#stats;
    const state = { status: this.#status, kind, tombstones, unusable: this.#use?.unusable.size ?? 0, check: this.#check };
    return measured ? { ...state, ef: measured.ef, recall: measured.recall } : state;
  }

  /** Opens the index: what was saved of it, replay of what came after, or a rebuild. Resolves when it is ready or was closed; failures are logged and
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
    return this.#writes.add(write);
  }

  /** Lets writes wait that are not being committed yet; while they do, nothing of this process changes the items. @returns ends that, as closing does. */
  async holdWrites(): Promise<() => void> {
    const release = this.#writes.hold();
    await this.#inTurn(() => undefined);
    return release;
  }

  /** The items nearest to a vector, best first; see `searchItems`.
   * @param vector float32 [D]. @throws ServerError NOT_READY, BAD_VECTOR, BAD_REQUEST. */
  async search(vector: Float32Array, options: SearchOptions): Promise<FoundItems> {
    if (!this.#use || this.#status !== 'ready') throw this.#notReady();
    const { store, indexes } = this.#deps;
    return searchItems({ store, record: this.record, index: this.#use.index, capabilities: indexes.capabilities }, vector, options);
  }

  /** Brings the index up to what other processes have committed. Failures are logged: the next time tries again.
   * @param lastSeq how far the store has come. */
  async catchUp(lastSeq: number): Promise<void> {
    if (this.#isClosing() || this.#status !== 'ready' || lastSeq <= this.#stats.seq) return;
    try {
      await this.#inTurn(() => this.#applyCommitted());
    } catch (error) {
      if (!this.#isClosing()) this.#logger.warn({ err: error }, 'the index could not follow what another process has committed');
    }
  }

  /** Lets the index forget vectors that were removed up to a seq, in memory and on the disk; what searches find stays. Takes as long as building it anew.
   * @throws ServerError NOT_READY, or what kept it from that: nothing is lost, and the next time goes on. */
  async erase(seq: number): Promise<void> {
    await this.catchUp(seq);
    const { index } = this.#use ?? {};
    if (!index || this.#status !== 'ready' || this.#stats.seq < seq) throw this.#notReady();
    await index.maintain({ erasedSeq: seq });
    this.#erasedSeq = Math.max(this.#erasedSeq, seq);
    const { tombstones } = await index.stats();
    if (index === this.#use?.index) this.#stats = { ...this.#stats, tombstones };
  }

  /** Refuses new writes, finishes those under way, lets the index save itself if asked to and closes it. */
  async close({ save }: { save: boolean }): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#maintenanceTimer);
    await this.#endChecks?.();
    await this.#starting;
    await this.#writes.finish();
    await this.#maintenance;
    await this.#inTurn(() => undefined);
    // What is to be erased is not saved once more, and building it anew would take too long now.
    if (save && this.#unsaved > 0 && (this.#stats.tombstones === 0 || (await this.#wantedErasure()) <= this.#erasedSeq))
      await this.#maintain();
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
    const { replayed, stats, ...use } = await openMatching(this.#source);
    if (this.#isClosing()) return use.index.close();
    if (use.life.lost) throw this.#notReady();
    this.#use = use;
    this.#stats = stats;
    this.#status = 'ready';
    // A graph whose answers were never measured is to be, though nothing of it is new.
    this.#unsaved = stats.kind === 'hnsw' && !stats.measured ? Math.max(1, replayed) : replayed;
    this.#planMaintenance();
    const { checkAfterMs: afterMs, checkEveryMs: everyMs } = this.#deps.options;
    this.#endChecks ??= repeatQuietly(() => this.#checkItself(), { afterMs, everyMs });
    this.#logger.info({ items: stats.live, replayed }, 'the index is ready');
  }

  #lost(life: ReplayedIndex['life'], reason: Error): void {
    // One that is not in use (any more) fails for whoever waits for it.
    if (this.#isClosing() || this.#use?.life !== life) return;
    this.#logger.error({ err: reason }, 'the index was lost; opening it again');
    this.#use = undefined;
    void this.start();
  }

  async #commit(writes: readonly Write[]): Promise<WriteResult[]> {
    await this.#starting;
    let results: WriteResult[] | undefined;
    try {
      results = await this.#deps.store.commit(this.record, writes, this.#deps.now());
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
        const { stats, wholeFrom } = await replayChanges(this.#source, { ...use, stats: this.#stats });
        if (use === this.#use) [this.#stats, this.#use] = [stats, { ...use, wholeFrom }];
        break;
      } catch (error) {
        if (error instanceof IndexMismatch) await this.#startAnew(error);
        else if (!use.life.lost) throw error;
        await this.#starting;
        // When closing there is no successor.
        if (use === this.#use) throw error;
      }
    }
    this.#unsaved += Math.max(0, this.#stats.seq - before);
    this.#planMaintenance();
  }

  async #startAnew(reason: IndexMismatch): Promise<void> {
    this.#logger.warn({ problem: reason.message }, 'the index does not match the items; rebuilding it');
    const { index } = this.#use!;
    this.#use = undefined;
    this.#stats = { ...this.#stats, seq: 0, live: 0, tombstones: 0 };
    await index.close();
    await this.#deps.indexes.drop({ collection: this.record.number });
    void this.start();
  }

  #planMaintenance(): void {
    clearTimeout(this.#maintenanceTimer);
    if (this.#isClosing() || this.#unsaved === 0 || this.#maintenance) return;
    const { maintainEveryChanges, maintainIdleMs } = this.#deps.options;
    const begin = (): void => {
      this.#maintenance = this.#maintain().finally(() => {
        this.#maintenance = undefined;
        this.#planMaintenance();
      });
    };
    if (this.#unsaved >= maintainEveryChanges) begin();
    else this.#maintenanceTimer = setTimeout(begin, maintainIdleMs).unref();
  }

  /** Lets the index bring itself in order, then forgets the removals that it has saved. */
  async #maintain(): Promise<void> {
    this.#unsaved = 0;
    const use = this.#use;
    if (!use) return;
    try {
      const erasedSeq = await this.#wantedErasure();
      await this.catchUp(erasedSeq);
      const { savedSeq } = await use.index.maintain({ erasedSeq });
      this.#erasedSeq = Math.max(this.#erasedSeq, erasedSeq);
      const stats = await use.index.stats();
      if (use.index === this.#use?.index && stats.seq === this.#stats.seq) this.#stats = stats;
      if (savedSeq <= this.#trimmedSeq) return;
      await this.#deps.store.trim(this.record, savedSeq);
      this.#trimmedSeq = savedSeq;
    } catch (error) {
      // Nothing is lost: the next start replays more.
      this.#logger.warn({ err: error }, 'the index could not be saved');
    }
  }

  /** Builds an index anew that still does not find items which were put into it once more, and checks it again. Once
   * only, until all are found again: what no index finds would keep it busy for ever. */
  async #rebuildIfLost({ missing, repaired }: SelfCheck, index: VectorIndex): Promise<void> {
    const isLost = missing > repaired;
    if (isLost && !this.#rebuilt) {
      this.#logger.warn({ lost: missing - repaired }, 'items are still not found; building the index anew');
      await index.maintain({ anew: true, erasedSeq: await this.#wantedErasure() });
      const { store, now } = this.#deps;
      this.#check = await selfCheck({ store, record: this.record, index }, now(), { signal: this.#closing.signal });
    }
    this.#rebuilt = isLost;
  }

  /** Up to which seq what was removed is to leave no trace, whichever process has purged it; 0 where that cannot be told. */
  async #wantedErasure(): Promise<number> {
    const record = await this.#deps.store.collection(this.record.name).catch(() => undefined);
    return record?.number === this.record.number ? record.erasedSeq : 0;
  }

  async #checkItself(): Promise<void> {
    const use = this.#use;
    if (!use || this.#status !== 'ready') return;
    try {
      const { store, now } = this.#deps;
      const check = await selfCheck({ store, record: this.record, index: use.index }, now(), { signal: this.#closing.signal });
      this.#check = check;
      if (check.missing === 0) this.#logger.debug(check, 'every item that was asked for is found by its own vector');
      else this.#logger.warn(check, 'items were not found by their own vectors; they were put into the index anew');
      if (check.repaired > 0) this.#unsaved++;
      await this.#rebuildIfLost(check, use.index);
      this.#planMaintenance();
    } catch (error) {
      if (!this.#isClosing()) this.#logger.warn({ err: error }, 'the index could not be checked');
    }
  }
}
