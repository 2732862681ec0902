import { workerData } from 'node:worker_threads';
import { createSerialQueue } from '../../threads/serial-queue.js';
import { serveCalls } from '../../threads/serve-calls.js';
import type { Change } from '../../domain/item-store.js';
import { HnswGraph, type HnswParameters } from './hnsw-graph.js';
import { discardSnapshots, loadSnapshot, saveSnapshot } from './hnsw-snapshots.js';
import type { IndexAnswer, IndexIdentity, IndexStats } from '../../domain/vector-index.js';

export interface HnswWorkerData {
  readonly folder: string;
  readonly identity: IndexIdentity;
  readonly parameters: HnswParameters;
  readonly fresh: boolean;
}

/** What the thread that owns one collection's graph answers. */
export interface HnswMethods {
  open(argument: undefined): { stats: IndexStats; refused: string[] };
  apply(changes: readonly Change[]): IndexStats;
  search(argument: { query: Float32Array; k: number }): IndexAnswer;
  stats(argument: undefined): IndexStats;
  snapshot(argument: undefined): undefined;
}

const { folder, identity, parameters, fresh } = workerData as HnswWorkerData;
let graph = HnswGraph.empty(identity.dimensions, parameters);
let savedSeq = 0;

// Writing is asynchronous in the addon and must not meet a change; so changes and snapshots wait for each other, and searches for nobody.
const inTurn = createSerialQueue();

serveCalls<HnswMethods>({
  open: () =>
    inTurn(async () => {
      if (fresh) {
        await discardSnapshots(folder);
        return { stats: graph.stats, refused: [] };
      }
      const loaded = await loadSnapshot(folder, identity, parameters);
      if (loaded.graph) graph = loaded.graph;
      savedSeq = graph.stats.seq;
      return { stats: graph.stats, refused: loaded.refused };
    }),
  apply: (changes) => inTurn(() => graph.apply(changes)),
  search: ({ query, k }) => graph.search(query, k),
  stats: () => graph.stats,
  snapshot: () =>
    inTurn(async () => {
      const { seq } = graph.stats;
      if (seq === savedSeq) return undefined;
      await saveSnapshot(folder, graph, identity, parameters);
      savedSeq = seq;
      return undefined;
    }),
});
