import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import type { CollectionRecord, ItemStore } from '../domain/item-store.js';
import type { IndexIdentity, IndexStats, VectorIndex, VectorIndexes } from '../domain/vector-index.js';

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

/** Says that an index cannot be brought up to its items and has to be made anew. */
export class IndexMismatch extends Error {}

/** Which index belongs to a collection. */
export function indexIdentity({ number, embeddingSize, encoderHash }: CollectionRecord): IndexIdentity {
  return { collection: number, dimensions: embeddingSize, encoderHash };
}

/** Brings an index up to the store. @param closing ends it early.
 * @throws IndexMismatch; ServerError NOT_READY when it was ended early, COLLECTION_NOT_FOUND, or what the index or the store throws. */
export async function replayChanges(
  { store, record }: Pick<IndexSource, 'store' | 'record'>,
  opened: Pick<ReplayedIndex, 'index' | 'stats' | 'wholeFrom'>,
  closing?: AbortSignal,
): Promise<Pick<ReplayedIndex, 'stats' | 'wholeFrom'>> {
  let { stats, wholeFrom } = opened;
  for (;;) {
    const { changes, items, trimmedSeq } = await store.changes(record, stats.seq, REPLAY_STEP);
    // One that begins with nothing lacks no removal.
    if (stats.seq === 0) wholeFrom = trimmedSeq;
    if (trimmedSeq > Math.max(wholeFrom, stats.seq))
      throw new IndexMismatch(`it is at change ${stats.seq}, removals are forgotten up to ${trimmedSeq}`);
    if (closing?.aborted) throw new ServerError('NOT_READY', `collection '${record.name}' is closing`, { retryAfterSeconds: 2 });
    if (changes.length > 0) stats = await opened.index.apply(changes);
    if (changes.length === REPLAY_STEP) continue;
    if (stats.live !== items) throw new IndexMismatch(`it holds ${stats.live} vectors for ${items} items`);
    return { stats, wholeFrom };
  }
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
  await indexes.drop(indexIdentity(record));
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
  const { index, stats, refused } = await source.indexes.open(indexIdentity(source.record), { onLost });
  for (const reason of refused) source.logger.warn({ reason }, 'an index snapshot was refused');
  try {
    const caughtUp = await replayChanges(source, { index, stats, wholeFrom: stats.seq }, source.closing);
    return { index, life, ...caughtUp, replayed: caughtUp.stats.seq - stats.seq };
  } catch (error) {
    await index.close();
    throw error;
  }
}
