import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { IndexIdentity, VectorIndexes } from '../../domain/vector-index.js';
import { WorkerChannel, workerUrl } from '../../threads/worker-channel.js';
import { DEFAULT_COMPACTION, type CompactionOptions } from './compact-graph.js';
import { DEFAULT_HNSW, type HnswParameters } from './hnsw-graph.js';
import { HnswVectorIndex } from './hnsw-vector-index.js';
import type { HnswMethods, HnswWorkerData } from './hnsw-worker.js';

/** Where indexes lie, and how they are built and kept. */
export interface HnswIndexesOptions extends Partial<HnswParameters>, Partial<CompactionOptions> {
  /** Each collection's snapshots lie in `<folder>/<number>/`. */
  readonly folder: string;
}

/** Indexes on hnswlib, each owned by a thread of its own: exact for a few thousand vectors, approximate above. What was applied since the last snapshot is
 * replayed at the next opening. */
export function createHnswIndexes(options: HnswIndexesOptions): VectorIndexes & {
  /** Kills the threads of all open indexes as a fault would. */
  kill(): Promise<void>;
} {
  const { folder: root, compactFrom = DEFAULT_COMPACTION.compactFrom, ...hnsw } = options;
  const parameters = { ...DEFAULT_HNSW, ...hnsw };
  const channels = new Set<WorkerChannel<HnswMethods>>();
  const folderOf = ({ collection }: Pick<IndexIdentity, 'collection'>): string => path.join(root, String(collection));

  const startThread = (identity: IndexIdentity, onDeath: (reason: Error) => void): WorkerChannel<HnswMethods> => {
    const channel = new WorkerChannel<HnswMethods>(workerUrl('./hnsw-worker', import.meta.url), {
      name: 'index',
      data: { folder: folderOf(identity), identity, parameters } satisfies HnswWorkerData,
      onDeath: (reason) => {
        channels.delete(channel);
        onDeath(reason);
      },
      onEnd: () => channels.delete(channel),
    });
    channels.add(channel);
    return channel;
  };

  return {
    capabilities: { durable: false, filters: false },
    kill: async () => {
      await Promise.all([...channels].map((channel) => channel.kill()));
    },
    open: async (identity, { onLost }) => {
      const index = new HnswVectorIndex({ start: (onDeath) => startThread(identity, onDeath), compaction: { compactFrom }, onLost });
      return { index, ...(await index.open()) };
    },
    saved: async () => {
      const names = await readdir(root).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      });
      return names.filter((name) => /^[1-9]\d{0,14}$/.test(name)).map(Number);
    },
    drop: (identity) => rm(folderOf(identity), { recursive: true, force: true }),
  };
}
