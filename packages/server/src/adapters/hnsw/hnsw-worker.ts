import { setImmediate as nextTurn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { Change } from '../../domain/item-store.js';
import type { IndexAnswer, IndexIdentity, IndexStats, KeyedVectors } from '../../domain/vector-index.js';
import { createSerialQueue } from '../../threads/serial-queue.js';
import { serveCalls, Transferred } from '../../threads/serve-calls.js';
import { HnswGraph, type HnswParameters, type UnfilteredQuery } from './hnsw-graph.js';
import { eraseSnapshots, loadSnapshot, saveSnapshot } from './hnsw-snapshots.js';
import { isMeasuringDue, measureRecall } from './measure-recall.js';

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
  /** Measures what the graph finds, if that is due. */
  measure(argument: undefined): IndexStats;
  /** @param argument.erasedSeq what was saved with vectors that were removed up to this seq goes. @returns the seq that is saved now. */
  snapshot(argument: { readonly erasedSeq: number }): number;
  /** Up to which seq what was removed has left no trace. */
  erasedSeq(argument: undefined): number;
  liveKeys(argument: undefined): { keys: Uint32Array; seq: number };
  /** Those of the keys that are live still. */
  vectors(keys: Uint32Array): KeyedVectors;
  /** Adds what the graph lacks, and connects anew what it has. */
  repair(items: readonly { readonly key: number; readonly vector: Float32Array }[]): undefined;
  /** Adds vectors of another graph, which had come to a seq. */
  load(argument: KeyedVectors & { readonly seq: number }): IndexStats;
}

const { folder, identity, parameters } = workerData as HnswWorkerData;
let graph = HnswGraph.empty(identity.dimensions, parameters);
let saved: Pick<IndexStats, 'seq' | 'measured'> = { seq: 0 };

// Writing is asynchronous in the addon and must not meet a change; so changes and snapshots wait for each other, and searches for nobody.
const inTurn = createSerialQueue();

serveCalls<HnswMethods>({
  open: () =>
    inTurn(async () => {
      const loaded = await loadSnapshot(folder, identity, parameters);
      if (loaded.graph) graph = loaded.graph;
      graph.prepare();
      saved = graph.stats;
      return { stats: graph.stats, refused: loaded.refused };
    }),
  apply: (changes) => inTurn(() => graph.apply(changes)),
  search: (query) => graph.search(query),
  stats: () => graph.stats,
  // Beside changes, which would have to wait for long.
  measure: async () => {
    if (isMeasuringDue(graph.stats, parameters))
      graph.setMeasured({ ...(await measureRecall(graph, parameters, nextTurn)), measuredAt: new Date().toISOString() });
    return graph.stats;
  },
  snapshot: ({ erasedSeq }) =>
    inTurn(async () => {
      const stats = graph.stats;
      if (stats.seq !== saved.seq || stats.measured !== saved.measured) {
        await saveSnapshot(folder, graph, identity, parameters);
        saved = stats;
      }
      if (erasedSeq > 0) await eraseSnapshots(folder, erasedSeq);
      return saved.seq;
    }),
  erasedSeq: () => inTurn(() => graph.erasedSeq),
  liveKeys: () => inTurn(() => ({ keys: Uint32Array.from(graph.liveKeys), seq: graph.stats.seq })),
  vectors: (wanted) => {
    const keys = wanted.filter((key) => graph.has(key));
    const vectors = new Float32Array(keys.length * identity.dimensions);
    keys.forEach((key, n) => vectors.set(graph.vector(key), n * identity.dimensions));
    return new Transferred({ keys, vectors }, [keys.buffer, vectors.buffer]);
  },
  repair: (items) =>
    inTurn(() => {
      for (const { key, vector } of items) graph.repair(key, vector);
      // What was saved lacks what was repaired.
      saved = { ...saved, seq: -1 };
      return undefined;
    }),
  load: ({ keys, vectors, seq }) => inTurn(() => graph.load(keys, vectors, seq)),
});
