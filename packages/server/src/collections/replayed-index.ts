import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import type { IndexStats, VectorIndex, VectorIndexFactory } from '../domain/vector-index.js';
import type { CollectionRecord, ItemStore } from '../domain/item-store.js';

const REPLAY_STEP = 512;

/** An open index that holds everything its store held when it was opened. */
export interface ReplayedIndex {
  readonly index: VectorIndex;
  /** Whether it has died since; the object stands for its thread. */
  readonly thread: { lost: boolean };
  readonly stats: IndexStats;
  /** Changes that its snapshot did not have. */
  readonly replayed: number;
}

export interface IndexSource {
  readonly store: ItemStore;
  readonly factory: VectorIndexFactory;
  readonly folder: string;
  readonly record: CollectionRecord;
  readonly logger: Logger;
  /** Ends an opening that is under way. */
  readonly closing: AbortSignal;
  /** Called once for an index whose thread dies. */
  readonly onLost: (thread: ReplayedIndex['thread'], reason: Error) => void;
}

/** Brings an index up to the store. @param closing ends it early. @throws ServerError NOT_READY then, or what the index or the store throws. */
export async function replayChanges(
  { store, record }: Pick<IndexSource, 'store' | 'record'>,
  { index, stats: from }: Pick<ReplayedIndex, 'index' | 'stats'>,
  closing?: AbortSignal,
): Promise<IndexStats> {
  for (let stats = from; ;) {
    const changes = await store.changes(record.name, stats.seq, REPLAY_STEP);
    if (changes.length === 0) return stats;
    if (closing?.aborted) throw new ServerError('NOT_READY', `collection '${record.name}' is closing`, { retryAfterSeconds: 2 });
    stats = await index.apply(changes);
  }
}

/** Opens an index and replays what its snapshot lacks. @param fresh everything: the snapshots are thrown away. */
export async function openReplayed(source: IndexSource, { fresh }: { fresh: boolean }): Promise<ReplayedIndex> {
  const { embeddingSize: dimensions, encoderHash } = source.record;
  const thread = { lost: false };
  const onLost = (reason: Error): void => {
    thread.lost = true;
    source.onLost(thread, reason);
  };
  const { index, stats, refused } = await source.factory.open(source.folder, { dimensions, encoderHash }, { fresh, onLost });
  for (const reason of refused) source.logger.warn({ reason }, 'an index snapshot was refused');
  try {
    const caughtUp = await replayChanges(source, { index, stats }, source.closing);
    return { index, thread, stats: caughtUp, replayed: caughtUp.seq - stats.seq };
  } catch (error) {
    await index.close();
    throw error;
  }
}

/** Opens an index that matches its store; one that does not add up is not mended but made anew. Nothing may be committed meanwhile.
 * @throws ServerError INTERNAL if a new index does not match either, or dies at once. */
export async function openMatching(source: IndexSource): Promise<ReplayedIndex> {
  const { record, logger } = source;
  const opened = await openReplayed(source, { fresh: false });
  const problem = await mismatch(source, opened);
  if (problem === undefined) return opened;
  logger.warn({ problem }, 'the index does not match the items; rebuilding it');
  await opened.index.close();
  const rebuilt = await openReplayed(source, { fresh: true });
  const remaining = await mismatch(source, rebuilt);
  if (remaining === undefined) return rebuilt;
  await rebuilt.index.close();
  throw new ServerError('INTERNAL', `collection '${record.name}': a new index does not match its items: ${remaining}`);
}

async function mismatch({ store, record }: IndexSource, { stats, thread }: ReplayedIndex): Promise<string | undefined> {
  const now = await store.collection(record.name);
  if (now?.number !== record.number) throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${record.name}' any more`);
  if (thread.lost) return 'its thread died';
  if (stats.seq !== now.lastSeq) return `it is at change ${stats.seq}, the items at ${now.lastSeq}`;
  if (stats.live !== now.items) return `it holds ${stats.live} vectors for ${now.items} items`;
  return undefined;
}
