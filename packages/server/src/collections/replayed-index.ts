import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import type { Change, CollectionRecord, ItemStore } from '../domain/item-store.js';
import { isUsable } from '../domain/unit-vector.js';
import type { IndexStats, VectorIndex, VectorIndexes } from '../domain/vector-index.js';
import { IndexMismatch, requireSameItems } from './compare-index.js';

const REPLAY_STEP = 512;

/** An open index and how far it has come. */
export interface ReplayedIndex {
  readonly index: VectorIndex;
  /** Whether it has died since; the object stands for it. */
  readonly life: { lost: boolean };
  readonly stats: IndexStats;
  /** Changes that it did not have when it was opened. */
  readonly replayed: number;
  /** Removals up to this seq it has either seen or never needed. */
  readonly wholeFrom: number;
  /** Keys of the items whose vectors are damaged: no index can hold them, and the others do without. */
  readonly unusable: Set<number>;
}

/** Where an index comes from and what it copies. */
export interface IndexSource {
  readonly store: ItemStore;
  readonly indexes: VectorIndexes;
  readonly record: CollectionRecord;
  readonly logger: Logger;
  /** Ends an opening that is under way. */
  readonly closing: AbortSignal;
  /** Called once for an index that dies. */
  readonly onLost: (life: ReplayedIndex['life'], reason: Error) => void;
}

type Open = Pick<ReplayedIndex, 'index' | 'stats' | 'wholeFrom' | 'unusable'>;

/** Brings an index up to the store. @param closing ends it early.
 * @throws IndexMismatch; ServerError NOT_READY when it was ended early, COLLECTION_NOT_FOUND, or what the index or the store throws. */
export async function replayChanges(
  source: Pick<IndexSource, 'store' | 'record' | 'logger'>,
  opened: Open,
  closing?: AbortSignal,
): Promise<Pick<ReplayedIndex, 'stats' | 'wholeFrom'>> {
  const { items, ...come } = await replayAll(source, opened, closing);
  const known = come.stats.live + opened.unusable.size;
  if (known !== items) throw new IndexMismatch(`it holds ${known} vectors for ${items} items`);
  return come;
}

/** Opens an index and brings it up to its store; one that does not add up is not mended but made anew.
 * @throws ServerError INTERNAL if a new index does not match either; NOT_READY if it dies at once. */
export async function openMatching(source: IndexSource): Promise<ReplayedIndex> {
  const { record, logger, indexes } = source;
  try {
    return await openReplayed(source);
  } catch (error) {
    if (!(error instanceof IndexMismatch)) throw error;
    logger.warn({ problem: error.message }, 'the index does not match the items; rebuilding it');
  }
  await indexes.drop({ collection: record.number });
  try {
    return await openReplayed(source);
  } catch (error) {
    if (!(error instanceof IndexMismatch)) throw error;
    throw new ServerError('INTERNAL', `collection '${record.name}': a new index does not match its items: ${error.message}`, {
      cause: error,
    });
  }
}

async function openReplayed(source: IndexSource): Promise<ReplayedIndex> {
  const life = { lost: false };
  const onLost = (reason: Error): void => {
    life.lost = true;
    source.onLost(life, reason);
  };
  const { number, embeddingSize, encoderHash } = source.record;
  const { storeId } = await source.store.bounds();
  const identity = { storeId, collection: number, dimensions: embeddingSize, encoderHash };
  const { index, stats, refused } = await source.indexes.open(identity, { onLost });
  for (const reason of refused) source.logger.warn({ reason }, 'an index snapshot was refused');
  try {
    const unusable = new Set<number>();
    const caughtUp = await replayToSettled(source, { index, stats, wholeFrom: stats.seq, unusable });
    return { index, life, unusable, ...caughtUp, replayed: caughtUp.stats.seq - stats.seq };
  } catch (error) {
    await index.close();
    throw error;
  }
}

/** Brings an index up to the store and holds it against that. Where other processes go on committing, their items are not held against it. */
async function replayToSettled(source: IndexSource, opened: Open): Promise<Pick<ReplayedIndex, 'stats' | 'wholeFrom'>> {
  let come = await replayAll(source, opened, source.closing);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const stored = await source.store.keys(source.record);
    const { seq } = come.stats;
    come = await replayAll(source, { ...opened, ...come }, source.closing);
    if (come.stats.seq !== seq) continue;
    // Nothing was committed between the two replays, so the index stands for just these keys.
    await requireSameItems(source, opened, stored);
    return come;
  }
  return come;
}

/** How often an index is compared with items that change meanwhile before it is believed. */
const MOST_ATTEMPTS = 5;

async function replayAll(
  { store, record, logger }: Pick<IndexSource, 'store' | 'record' | 'logger'>,
  opened: Open,
  closing: AbortSignal | undefined,
): Promise<Pick<ReplayedIndex, 'stats' | 'wholeFrom'> & { readonly items: number }> {
  let { stats, wholeFrom } = opened;
  for (;;) {
    const { changes, items, lastSeq, trimmedSeq } = await store.changes(record, stats.seq, REPLAY_STEP);
    // One that begins with nothing lacks no removal.
    if (stats.seq === 0) wholeFrom = trimmedSeq;
    if (trimmedSeq > Math.max(wholeFrom, stats.seq))
      throw new IndexMismatch(`it is at change ${stats.seq}, removals are forgotten up to ${trimmedSeq}`);
    if (stats.seq > lastSeq) throw new IndexMismatch(`it is at change ${stats.seq}, the collection has come to ${lastSeq} only`);
    if (closing?.aborted) throw new ServerError('NOT_READY', `collection '${record.name}' is closing`, { retryAfterSeconds: 2 });
    if (changes.length > 0) stats = await opened.index.apply(leaveOutUnusable(changes, record, opened.unusable, logger));
    if (changes.length < REPLAY_STEP) return { stats, wholeFrom, items };
  }
}

/** A row that was damaged on the disk must not keep the others from being found. */
function leaveOutUnusable(
  changes: readonly Change[],
  { embeddingSize }: CollectionRecord,
  unusable: Set<number>,
  logger: Logger,
): readonly Change[] {
  return changes.map((change) => {
    const { seq, key } = change;
    if (change.type === 'remove') unusable.delete(key);
    if (change.type === 'remove' || isUsable(change.vector, embeddingSize)) return change;
    if (!unusable.has(key))
      logger.error({ id: change.id, key }, 'the vector of an item is damaged: it is not found by searches; add it anew');
    unusable.add(key);
    return { type: 'remove', seq, key };
  });
}
