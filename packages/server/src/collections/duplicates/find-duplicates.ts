import { ServerError } from '../../domain/errors.js';
import type { Change, CollectionRecord, ItemStore } from '../../domain/item-store.js';
import { isUsable } from '../../domain/unit-vector.js';
import { WorkerChannel, workerUrl } from '../../threads/worker-channel.js';
import { walkChanges } from '../derived/walk-items.js';
import type { DuplicatesMethods } from './duplicates-worker.js';

/** Near-duplicates of a collection, as they are kept. */
export interface FoundDuplicates {
  readonly threshold: number;
  /** The last change that they know of. */
  readonly seq: number;
  /** Items that were compared. */
  readonly items: number;
  /** ISO 8601. */
  readonly computedAt: string;
  /** The largest first; of each the keys of its items, in the order in which they were added, and the cosine of each with the first. */
  readonly groups: readonly { readonly keys: readonly number[]; readonly similarities: readonly number[] }[];
}

/** What is compared, and who is told. */
export interface FindDuplicatesOptions {
  readonly store: Pick<ItemStore, 'changes'>;
  readonly record: CollectionRecord;
  readonly threshold: number;
  readonly maxItems: number;
  /** Ends the work at once, and the thread with it. */
  readonly signal: AbortSignal;
  /** ISO 8601. */
  readonly now: () => string;
  readonly onProgress: (done: number, total: number) => void;
}

const TELL_EVERY_MS = 500;

/** Compares all items of a collection, in a thread that lives as long as this takes. The same items and threshold give the same groups.
 * @throws ServerError BAD_REQUEST for more items than are compared; what aborted the signal. */
export async function findDuplicates({
  store,
  record,
  threshold,
  maxItems,
  signal,
  now,
  onProgress,
}: FindDuplicatesOptions): Promise<FoundDuplicates> {
  const { keys, rows, seq } = await readVectors({ store, record, maxItems, signal });
  const thread = new WorkerChannel<DuplicatesMethods>(workerUrl('./duplicates-worker', import.meta.url), {
    name: 'thread that looks for near-duplicates',
    // It runs no addon, so it may be cut off.
    endWithinMs: 1,
  });
  const cutOff = (): void => void thread.terminate();
  signal.addEventListener('abort', cutOff, { once: true });
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => onProgress(Atomics.load(progress, 0), keys.length), TELL_EVERY_MS);
  try {
    const found = await thread.call('group', { rows, count: keys.length, dimensions: record.embeddingSize, threshold, progress }, [
      rows.buffer as ArrayBuffer,
    ]);
    const groups = found.map((group) => ({ keys: group.rows.map((row) => keys[row]!), similarities: group.similarities }));
    return { threshold, seq, items: keys.length, computedAt: now(), groups };
  } catch (error) {
    // What a thread says that was cut off is not why.
    signal.throwIfAborted();
    throw error;
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', cutOff);
    await thread.terminate();
  }
}

async function readVectors({
  store,
  record,
  maxItems,
  signal,
}: Pick<FindDuplicatesOptions, 'store' | 'record' | 'maxItems' | 'signal'>): Promise<{
  readonly keys: readonly number[];
  readonly rows: Float32Array;
  readonly seq: number;
}> {
  const vectors = new Map<number, Float32Array>();
  // Removals may have been forgotten since: what the record says came of them too.
  let seq = record.lastSeq;
  for await (const changes of walkChanges(store, record, signal)) {
    for (const change of changes) takeIn(vectors, change, record.embeddingSize);
    if (vectors.size > maxItems)
      throw new ServerError(
        'BAD_REQUEST',
        `the collection '${record.name}' has more than the ${maxItems} items that are compared with each other (SUPCON_DUPLICATE_ITEMS)`,
      );
    seq = Math.max(seq, changes.at(-1)!.seq);
  }
  const keys = [...vectors.keys()].sort((a, b) => a - b);
  const rows = new Float32Array(keys.length * record.embeddingSize);
  keys.forEach((key, at) => {
    rows.set(vectors.get(key)!, at * record.embeddingSize);
    vectors.delete(key);
  });
  return { keys, rows, seq };
}

/** A vector that is damaged is like nothing. */
function takeIn(vectors: Map<number, Float32Array>, change: Change, dimensions: number): void {
  if (change.type === 'put' && isUsable(change.vector, dimensions)) vectors.set(change.key, change.vector);
  else vectors.delete(change.key);
}
