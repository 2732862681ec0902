import { WorkerChannel, workerUrl } from '../runtime/worker-channel.js';
import { DEFAULT_HNSW, type HnswParameters } from './hnsw-graph.js';
import type { HnswMethods, HnswWorkerData } from './hnsw-worker.js';
import type { VectorIndexFactory } from './vector-index.js';

/** Indexes on hnswlib, each owned by a thread of its own: exact for a few thousand vectors, approximate above. Snapshots lie in the index's folder. */
export function createHnswIndexFactory(options: Partial<HnswParameters> = {}): VectorIndexFactory {
  const parameters = { ...DEFAULT_HNSW, ...options };
  return {
    open: async (folder, identity, { fresh = false, onLost }) => {
      const channel = new WorkerChannel<HnswMethods>(workerUrl('index/hnsw-worker', import.meta.url), {
        name: 'index',
        data: { folder, identity, parameters, fresh } satisfies HnswWorkerData,
        onDeath: onLost,
      });
      const { stats, refused } = await channel.call('open', undefined).catch(async (error: unknown) => {
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
          close: () => channel.terminate(),
        },
      };
    },
  };
}
