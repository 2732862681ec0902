import { workerData } from 'node:worker_threads';
import type { Change } from '../../domain/item-store.js';
import type { IndexAnswer, IndexIdentity, IndexStats, KeyedVectors } from '../../domain/vector-index.js';
import { createSerialQueue } from '../../threads/serial-queue.js';
import { serveCalls, Transferred } from '../../threads/serve-calls.js';
import { HnswGraph, type HnswParameters, type UnfilteredQuery } from './hnsw-graph.js';
import { loadSnapshot, saveSnapshot } from './hnsw-snapshots.js';

/** What a thread is told when it starts. */
export interface HnswWorkerData {
  readonly folder: string;
  readonly identity: IndexIdentity;
  readonly parameters: HnswParameters;
}

/** What the thread that owns one collection's graph answers. */
export interface HnswMethods {
  /** Loads the newest snapshot that is whole. */
  open(argument: undefined): { stats: IndexStats; refused: string[] };
  apply(changes: readonly Change[]): IndexStats;
  search(query: UnfilteredQuery): IndexAnswer;
  stats(argument: undefined): IndexStats;
  /** @returns the seq that is saved now. */
  snapshot(argument: undefined): number;
  liveKeys(argument: undefined): { keys: Uint32Array; seq: number };
  /** Those of the keys that are live still. */
  vectors(keys: Uint32Array): KeyedVectors;
  /** Adds vectors of another graph, which had come to a seq. */
  load(argument: KeyedVectors & { readonly seq: number }): IndexStats;
}

const { folder, identity, parameters } = workerData as HnswWorkerData;
let graph = HnswGraph.empty(identity.dimensions, parameters);
let savedSeq = 0;

// Writing is asynchronous in the addon and must not meet a change; so changes and snapshots wait for each other, and searches for nobody.
const inTurn = createSerialQueue();

serveCalls<HnswMethods>({
  open: () =>
    inTurn(async () => {
      const loaded = await loadSnapshot(folder, identity, parameters);
      if (loaded.graph) graph = loaded.graph;
      savedSeq = graph.stats.seq;
      return { stats: graph.stats, refused: loaded.refused };
    }),
  apply: (changes) => inTurn(() => graph.apply(changes)),
  search: (query) => graph.search(query),
  stats: () => graph.stats,
  snapshot: () =>
    inTurn(async () => {
      const { seq } = graph.stats;
      if (seq !== savedSeq) {
        await saveSnapshot(folder, graph, identity, parameters);
        savedSeq = seq;
      }
      return savedSeq;
    }),
  liveKeys: () => inTurn(() => ({ keys: Uint32Array.from(graph.liveKeys), seq: graph.stats.seq })),
  vectors: (wanted) => {
    const keys = wanted.filter((key) => graph.has(key));
    const vectors = new Float32Array(keys.length * identity.dimensions);
    keys.forEach((key, n) => vectors.set(graph.vector(key), n * identity.dimensions));
    return new Transferred({ keys, vectors }, [keys.buffer, vectors.buffer]);
  },
  load: ({ keys, vectors, seq }) => inTurn(() => graph.load(keys, vectors, seq)),
});
