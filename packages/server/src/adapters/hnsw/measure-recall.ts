import type { IndexHit, IndexMeasurement, IndexStats } from '../../domain/vector-index.js';
import type { HnswGraph, HnswParameters } from './hnsw-graph.js';

/** Neighbours that the promise is about. */
const NEIGHBOURS = 10;
const SAMPLES = 200;
const EF_STEP = 1.5;
/** Vectors that come or go, in relation to all, before what was measured is out of date. */
const CHANGED = 0.2;
const TIE = 1e-6;

/** Whether a graph that answers was never measured, or has changed much since. */
export function isMeasuringDue({ live, seq, measured }: IndexStats, { exactUpTo }: HnswParameters): boolean {
  if (live <= exactUpTo || live <= NEIGHBOURS) return false;
  return measured === undefined || seq - measured.seq > CHANGED * live;
}

/** Looks for vectors that the graph holds, themselves left out, by comparing every one and by the graph, and raises ef until the graph finds as many of the
 * nearest as is promised, or the limit is reached.
 * @param pause is awaited between searches, so that others have their turn; the graph may change meanwhile. */
export async function measureRecall(
  graph: HnswGraph,
  { ef: least, efMax, recall: promised }: HnswParameters,
  pause: () => Promise<unknown>,
): Promise<Omit<IndexMeasurement, 'measuredAt'>> {
  const { seq } = graph.stats;
  const samples: { readonly key: number; readonly vector: Float32Array; readonly nearest: readonly IndexHit[] }[] = [];
  for (const key of graph.sampleKeys(SAMPLES)) {
    await pause();
    if (!graph.has(key)) continue;
    const vector = graph.vector(key);
    const { hits } = graph.search({ vector, k: NEIGHBOURS + 1, exact: true });
    samples.push({ key, vector, nearest: without(key, hits) });
  }
  for (let ef = least; ; ef = Math.min(efMax, Math.ceil(ef * EF_STEP))) {
    let [found, wanted] = [0, 0];
    for (const { key, vector, nearest } of samples) {
      await pause();
      // What was removed meanwhile cannot be found.
      const present = nearest.filter((hit) => graph.has(hit.key));
      const farthest = present.at(-1);
      if (farthest === undefined) continue;
      const hits = without(key, graph.searchByGraph(vector, NEIGHBOURS + 1, ef));
      // Any of equally near ones will do.
      found += Math.min(present.length, hits.filter(({ similarity }) => similarity >= farthest.similarity - TIE).length);
      wanted += present.length;
    }
    const recall = wanted === 0 ? 1 : found / wanted;
    if (recall >= promised || ef >= efMax) return { recall, ef, seq };
  }
}

function without(key: number, hits: readonly IndexHit[]): readonly IndexHit[] {
  return hits.filter((hit) => hit.key !== key).slice(0, NEIGHBOURS);
}
