import { WorkerChannel, workerUrl } from '../../threads/worker-channel.js';
import { DEFAULT_HNSW, type HnswParameters } from './hnsw-graph.js';
import type { HnswMethods, HnswWorkerData } from './hnsw-worker.js';
import type { VectorIndexFactory } from '../../domain/vector-index.js';

export interface HnswIndexFactory extends VectorIndexFactory {
  /** Kills the threads of all open indexes as a fault would. */
  kill(): Promise<void>;
}

/** Indexes on hnswlib, each owned by a thread of its own: exact for a few thousand vectors, approximate above. Snapshots lie in the index's folder. */
export function createHnswIndexFactory(options: Partial<HnswParameters> = {}): HnswIndexFactory {
  const parameters = { ...DEFAULT_HNSW, ...options };
  const channels = new Set<WorkerChannel<HnswMethods>>();
  return {
    kill: async () => {
      await Promise.all([...channels].map((channel) => channel.kill()));
    },
    open: async (folder, identity, { fresh = false, onLost }) => {
      const channel = new WorkerChannel<HnswMethods>(workerUrl('./hnsw-worker', import.meta.url), {
        name: 'index',
        data: { folder, identity, parameters, fresh } satisfies HnswWorkerData,
        onDeath: (reason) => {
          channels.delete(channel);
          onLost(reason);
        },
      });
      channels.add(channel);
      const { stats, refused } = await channel.call('open', undefined).catch(async (error: unknown) => {
        channels.delete(channel);
        await channel.terminate();
        throw error;
      });
      return {
        stats,
        refused,
        index: {
          apply: (changes) => channel.call('apply', changes),
          search: (query, k) => channel.call('search', { query, k }),
          stats: () => channel.call('stats', undefined),
          snapshot: async () => {
            await channel.call('snapshot', undefined);
          },
          close: async () => {
            channels.delete(channel);
            await channel.terminate();
          },
        },
      };
    },
  };
}
