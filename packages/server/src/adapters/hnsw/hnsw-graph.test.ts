import { beforeEach, describe, expect, it } from 'vitest';
import { clusteredVector, DIMENSIONS, nearest, put, remove } from '../../../test/vector-index-conformance.js';
import { uniforms } from '../../../test/tiny-artifact.js';
import { ENGINE_NAMES } from './graph-engines.js';
import { DEFAULT_HNSW, HnswGraph, type HnswParameters } from './hnsw-graph.js';
import { isMeasuringDue, measureRecall } from './measure-recall.js';

const pause = () => Promise.resolve();
const hard = (uniform: () => number): Float32Array => Float32Array.from({ length: DIMENSIONS }, () => uniform() - 0.5);

/** A graph of so many vectors, and those. */
function filled(count: number, more: Partial<HnswParameters> = {}, draw: (uniform: () => number) => Float32Array = clusteredVector) {
  const uniform = uniforms(11);
  const parameters = { ...DEFAULT_HNSW, engine: engine(), exactUpTo: 0, ...more };
  const graph = HnswGraph.empty(DIMENSIONS, parameters);
  const vectors = new Map(Array.from({ length: count }, (_, key) => [key, draw(uniform)]));
  graph.apply([...vectors].map(([key, vector]) => put(key + 1, key, vector)));
  return { graph, vectors, parameters, query: () => draw(uniform) };
}
const keysOf = (hits: readonly { key: number }[]): number[] => hits.map(({ key }) => key);

let chosen = ENGINE_NAMES[0];
const engine = () => chosen;

describe.each(ENGINE_NAMES)('the plan of a filtered search (%s)', (name) => {
  beforeEach(() => void (chosen = name));

  it('finds all of the nearest at every selectivity', () => {
    const { graph, vectors, query } = filled(6000);
    for (const share of [0.0005, 0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 0.9, 0.99, 1])
      for (let round = 0; round < 10; round++) {
        const uniform = uniforms(round + 1);
        const fitting = [...vectors].filter(() => uniform() < share);
        const vector = query();
        const answer = graph.search({ vector, k: 10, among: Uint32Array.from(fitting, ([key]) => key) });
        expect(keysOf(answer.hits)).toEqual(keysOf(nearest(new Map(fitting), vector, 10)));
      }
  });

  it('asks the graph where it is much quicker, for more candidates the fewer fit, and gives back only what fits', () => {
    const { graph, vectors, query } = filled(6000, { ef: 8 });
    const efs = [0.95, 0.8, 0.6].map((share) => {
      const uniform = uniforms(4);
      const fitting = [...vectors].filter(() => uniform() < share);
      const among = Uint32Array.from(fitting, ([key]) => key);
      let [found, ef] = [0, 0];
      for (let round = 0; round < 30; round++) {
        const vector = query();
        const answer = graph.search({ vector, k: 5, among });
        expect(answer).toMatchObject({ plan: 'filtered-hnsw', exact: false });
        expect(answer.hits).toHaveLength(5);
        expect(answer.hits.every(({ key }) => among.includes(key))).toBe(true);
        const expected = new Set(keysOf(nearest(new Map(fitting), vector, 5)));
        found += keysOf(answer.hits).filter((key) => expected.has(key)).length / 5;
        ef = answer.ef!;
      }
      expect(found / 30).toBeGreaterThan(0.9);
      return ef;
    });
    expect(efs).toEqual([...efs].sort((a, b) => a - b));
    expect(efs[0]).toBeLessThan(efs[2]!);
  });

  it('compares all that fit where the graph finds too few of them, though it was quicker to ask', () => {
    const { graph, vectors } = filled(6000, { ef: 8 });
    // Most fit, but nothing near the query does.
    const vector = vectors.get(0)!;
    const far = new Map(
      nearest(vectors, vector, 6000)
        .slice(1500)
        .map(({ key }) => [key, vectors.get(key)!]),
    );
    const answer = graph.search({ vector, k: 10, among: Uint32Array.from(far.keys()).sort() });
    expect(answer).toMatchObject({ plan: 'filtered-exact', exact: true });
    expect(keysOf(answer.hits)).toEqual(keysOf(nearest(far, vector, 10)));
  });
});

describe.each(ENGINE_NAMES)('the promised recall (%s)', (name) => {
  beforeEach(() => void (chosen = name));

  it('is met by looking at more candidates, and later searches do', async () => {
    const { graph, vectors, parameters, query } = filled(4000, { ef: 4, recall: 0.97, m: 8, efConstruction: 40 }, hard);
    const recall = (): number => {
      let found = 0;
      for (let round = 0; round < 60; round++) {
        const vector = query();
        const expected = new Set(keysOf(nearest(vectors, vector, 10)));
        found += keysOf(graph.search({ vector, k: 10 }).hits).filter((key) => expected.has(key)).length / 10;
      }
      return found / 60;
    };
    expect(recall()).toBeLessThan(0.9);
    expect(isMeasuringDue(graph.stats, parameters)).toBe(true);
    const measured = await measureRecall(graph, parameters, pause);
    expect(measured.recall).toBeGreaterThanOrEqual(0.97);
    expect(measured).toMatchObject({ seq: 4000 });
    graph.setMeasured({ ...measured, measuredAt: '2026-11-24T02:15:30.000Z' });
    expect(graph.stats.measured).toMatchObject(measured);
    expect(isMeasuringDue(graph.stats, parameters)).toBe(false);
    expect(graph.search({ vector: query(), k: 10 }).ef).toBe(measured.ef);
    // Others than those that it was measured with: a little more may be missing.
    expect(recall()).toBeGreaterThan(0.94);
  });

  it('is said as it is where the limit is too low for it', async () => {
    const { graph, parameters } = filled(3000, { ef: 4, efMax: 6, recall: 0.999, m: 4, efConstruction: 10 }, hard);
    const { recall, ef } = await measureRecall(graph, parameters, pause);
    expect(ef).toBe(6);
    expect(recall).toBeLessThan(0.9);
    expect(recall).toBeGreaterThan(0);
  });

  it('keeps to the least number of candidates where that is enough', async () => {
    const { graph, parameters } = filled(2000, { ef: 100 });
    expect(await measureRecall(graph, parameters, pause)).toEqual({ recall: expect.closeTo(1, 1) as number, ef: 100, seq: 2000 });
  });

  it('is measured of vectors that are many times the same, and while others are removed', async () => {
    const same = clusteredVector(uniforms(1));
    const { graph, parameters } = filled(3000, { ef: 40 }, (uniform) => (uniform() < 0.5 ? same : clusteredVector(uniform)));
    let seq = 3000;
    const removing = () => {
      if (seq < 3900) graph.apply([remove(++seq, (seq * 7) % 3000)]);
      return Promise.resolve();
    };
    const { recall } = await measureRecall(graph, parameters, removing);
    expect(recall).toBeGreaterThan(0.95);
  });

  it('is measured anew after many changes, and of no collection that is always searched exactly', () => {
    const stats = { seq: 100_000, live: 50_000, tombstones: 0, kind: 'hnsw' } as const;
    const measured = { recall: 1, ef: 64, measuredAt: '2026-11-24T02:15:30.000Z' };
    expect(isMeasuringDue(stats, DEFAULT_HNSW)).toBe(true);
    expect(isMeasuringDue({ ...stats, measured: { ...measured, seq: 95_000 } }, DEFAULT_HNSW)).toBe(false);
    expect(isMeasuringDue({ ...stats, measured: { ...measured, seq: 85_000 } }, DEFAULT_HNSW)).toBe(true);
    expect(isMeasuringDue({ ...stats, live: 5000 }, DEFAULT_HNSW)).toBe(false);
  });
});
