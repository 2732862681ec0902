import type { IndexStats } from '../../domain/vector-index.js';
import type { WorkerChannel } from '../../threads/worker-channel.js';
import type { HnswMethods } from './hnsw-worker.js';

/** When a graph is built anew without its removed vectors. */
export interface CompactionOptions {
  /** Removed vectors below which it is never worth it, 1,000 by default. */
  readonly compactFrom: number;
}

export const DEFAULT_COMPACTION: CompactionOptions = { compactFrom: 1000 };

const COMPACT_FRACTION = 0.25;
const COPY_STEP = 512;

/** Whether enough of a graph is removed vectors: more than the least number, and more than 25 % of all. */
export function isCompactionDue({ tombstones, live }: IndexStats, { compactFrom }: CompactionOptions): boolean {
  return tombstones > compactFrom && tombstones > COMPACT_FRACTION * (live + tombstones);
}

/** Fills an empty graph with the live vectors of another, which goes on changing and answering meanwhile.
 * @param from `seq` the graph had come to when its keys were read: what was applied later, the caller applies to both.
 * @throws ServerError NOT_READY when one of the threads ends. */
export async function copyLiveVectors(
  source: WorkerChannel<HnswMethods>,
  target: WorkerChannel<HnswMethods>,
  { keys, seq }: { readonly keys: Uint32Array; readonly seq: number },
): Promise<void> {
  for (let at = 0; at < keys.length; at += COPY_STEP) {
    const part = await source.call('vectors', keys.slice(at, at + COPY_STEP));
    await target.call('load', { ...part, seq });
  }
  // Also where there was nothing to copy.
  await target.call('load', { keys: new Uint32Array(0), vectors: new Float32Array(0), seq });
}
