#!/usr/bin/env node
/** Our side of the benchmark `search`, without HTTP: prints one JSON line. Rates are by processor time, of one thread. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../make-figure.mjs';

const K = 10;
const PROMISED = 0.99;
/** Candidates that are tried, as with the peers. */
const EFS = [10, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256, 512];
const SHARES = /** @type {const} */ ({ tenth: 0.001, one: 0.01, ten: 0.1 });

const { values } = parseArgs({
  options: {
    ...{ engine: { type: 'string' }, base: { type: 'string' }, queries: { type: 'string' } },
    ...{ width: { type: 'string' }, folder: { type: 'string' } },
  },
});
const width = Number(values.width);
/**
 * What is measured of the server's adapter, which is loaded from dist and offers nothing to other packages.
 * @typedef {object} Graph
 * @property {(changes: readonly object[]) => unknown} apply
 * @property {(query: { vector: Float32Array, k: number, exact?: boolean, among?: Uint32Array }) => { hits: readonly { readonly key: number }[] }} search
 * @property {(vector: Float32Array, k: number, ef: number) => readonly { readonly key: number }[]} searchByGraph
 * @property {(measured: object) => void} setMeasured
 * @property {() => void} prepare
 */
const adapter = new URL('../../../packages/server/dist/adapters/hnsw/', import.meta.url);
/** @param {string} file @returns {Promise<unknown>} */
async function load(file) {
  /** @type {unknown} */
  const module = await import(new URL(file, adapter).href);
  return module;
}
const { DEFAULT_HNSW, HnswGraph } =
  /** @type {{ DEFAULT_HNSW: object, HnswGraph: { empty: (width: number, parameters: object) => Graph } }} */ (await load('hnsw-graph.js'));
const { loadSnapshot, saveSnapshot } =
  /** @type {{ loadSnapshot: (folder: string, identity: object, parameters: object) => Promise<{ graph: Graph }>, saveSnapshot: (folder: string, graph: Graph, identity: object, parameters: object) => Promise<void> }} */ (
    await load('hnsw-snapshots.js')
  );
const { measureRecall } =
  /** @type {{ measureRecall: (graph: Graph, parameters: object, pause: () => Promise<void>) => Promise<{ ef: number }> }} */ (
    await load('measure-recall.js')
  );

const [base, queries] = [values.base, values.queries].map((file) => rowsOf(file ?? ''));
if (!base || !queries) throw new Error('--base and --queries are needed');
const parameters = { ...DEFAULT_HNSW, engine: values.engine };
const identity = { storeId: 'bench', collection: 1, dimensions: width, encoderHash: 'bench' };

globalThis.gc?.();
const before = process.memoryUsage().rss;
const graph = HnswGraph.empty(width, parameters);
const [, buildSeconds] = timed(() => {
  for (const [key, vector] of base.entries())
    graph.apply([{ type: 'put', seq: key + 1, key, id: '', vector, label: null, metadata: {}, createdAt: '' }]);
});
globalThis.gc?.();
const bytes = (process.memoryUsage().rss - before) / base.length;

const truth = queries.map((vector) => new Set(keysOf(graph.search({ vector, k: K, exact: true }).hits)));
const found = (/** @type {readonly number[][]} */ answers) =>
  answers.reduce((sum, keys, i) => sum + keys.filter((key) => truth[i]?.has(key)).length, 0) / (K * queries.length);
let [recall, perSecond, ef] = [0, 0, 0];
for (ef of EFS) {
  const [answers, seconds] = timed(() => queries.map((vector) => keysOf(graph.searchByGraph(vector, K, ef))));
  [recall, perSecond] = [found(answers), queries.length / seconds];
  if (recall >= PROMISED) break;
}
const measured = await measureRecall(graph, parameters, () => Promise.resolve());
graph.setMeasured({ ...measured, measuredAt: new Date().toISOString() });
const promised = found(queries.map((vector) => keysOf(graph.search({ vector, k: K }).hits)));

/** @type {Record<string, number>} */
const filtered = {};
for (const [name, share] of Object.entries(SHARES)) {
  const step = Math.round(1 / share);
  const among = Uint32Array.from({ length: Math.floor(base.length / step) }, (_, i) => i * step + ((i * 7919) % step));
  const times = queries.slice(0, 200).map((vector) => {
    const begun = performance.now();
    const [, seconds] = timed(() => graph.search({ vector, k: K, among }));
    return { clock: performance.now() - begun, processor: 1000 * seconds };
  });
  filtered[name] = median(times.map(({ clock }) => clock));
  filtered[`${name}Processor`] = median(times.map(({ processor }) => processor));
}

const folder = await mkdtemp(path.join(values.folder ?? tmpdir(), 'snapshot-'));
await saveSnapshot(folder, graph, identity, parameters);
const begun = performance.now();
const { graph: loaded } = await loadSnapshot(folder, identity, parameters);
loaded.prepare();
const coldStart = (performance.now() - begun) / 1000;
await rm(folder, { recursive: true });

const result = { build: base.length / buildSeconds, perSecond, recall, ef, promised, promisedEf: measured.ef, bytes, coldStart };
process.stdout.write(`${JSON.stringify({ ...result, ...filtered })}\n`);
// An addon may take its time with the memory.
process.exit(0);

/** @param {string} file float32 [?, width] */
function rowsOf(file) {
  const { buffer, byteOffset, length } = readFileSync(file);
  const numbers = new Float32Array(buffer, byteOffset, length / 4);
  return Array.from({ length: numbers.length / width }, (_, row) => numbers.subarray(row * width, (row + 1) * width));
}

/** @param {readonly { readonly key: number }[]} hits */
function keysOf(hits) {
  return hits.map(({ key }) => key);
}

/**
 * @template T
 * @param {() => T} run
 * @returns {[T, number]} and the seconds of the processor
 */
function timed(run) {
  const used = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(used);
  return [result, (user + system) / 1e6];
}
