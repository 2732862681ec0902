import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusteredVector, DIMENSIONS, nearest } from '../../../test/vector-index-conformance.js';
import { uniforms } from '../../../test/tiny-artifact.js';
import { unitVector } from '../../domain/unit-vector.js';
import type { NativeGraph } from './native-graph.js';
import { emptyUsearchGraph, readUsearchGraph, usearchFault } from './usearch-graph.js';

const parameters = { m: 16, efConstruction: 200, seed: 1 };
const draw = (uniform: () => number): Float32Array => unitVector(clusteredVector(uniform), DIMENSIONS);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-usearch-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** How many of the vectors are found first by themselves. */
const findable = (graph: NativeGraph, vectors: ReadonlyMap<number, Float32Array>): number =>
  [...vectors].filter(([key, vector]) => graph.search(vector, 1, 64)[0]?.key === key).length;

describe('a graph of usearch', () => {
  it('gives similarities of the vectors as they are, not as it rounds them', () => {
    const uniform = uniforms(2);
    const graph = emptyUsearchGraph(DIMENSIONS, parameters);
    const vectors = new Map(Array.from({ length: 800 }, (_, key) => [key * 5_000_000, draw(uniform)]));
    for (const [key, vector] of vectors) graph.add(key, vector);
    for (let round = 0; round < 20; round++) {
      const query = draw(uniform);
      const hits = graph.search(query, 10, 200);
      expect(hits.map(({ key }) => key)).toEqual(nearest(vectors, query, 10).map(({ key }) => key));
      hits.forEach(({ similarity }, i) => expect(similarity).toBeCloseTo(nearest(vectors, query, 10)[i]!.similarity, 6));
    }
  });

  it('finds every vector after very many came, went and were given new links, also from its file', async () => {
    const uniform = uniforms(3);
    const graph = emptyUsearchGraph(DIMENSIONS, parameters);
    const live = new Map<number, Float32Array>();
    for (let key = 0; key < 6000; key++) {
      const vector = draw(uniform);
      live.set(key, vector);
      graph.add(key, vector);
      if (key > 500 && uniform() < 0.8) {
        const victim = [...live.keys()][Math.floor(uniform() * 400)]!;
        live.delete(victim);
        graph.hide(victim);
      }
      if (key % 40 === 0) {
        const renewed = [...live.keys()].at(-1)!;
        live.set(renewed, draw(uniform));
        graph.relink(renewed, live.get(renewed)!);
      }
    }
    expect(findable(graph, live)).toBe(live.size);
    const file = path.join(folder, 'churned');
    await graph.write(file);
    const read = readUsearchGraph(file, DIMENSIONS, parameters);
    expect(findable(read, live)).toBe(live.size);
    expect(read.keys()).toEqual(graph.keys());
    expect(read.search(draw(uniform), 100, 100).every(({ key }) => live.has(key))).toBe(true);
    expect(() => readUsearchGraph(file, 12, parameters)).toThrow('not of vectors of this length');
  });

  it('says so where it could not write', async () => {
    const graph = emptyUsearchGraph(DIMENSIONS, parameters);
    graph.add(1, draw(uniforms(1)));
    await expect(graph.write(path.join(folder, 'nowhere', 'file'))).rejects.toThrow();
  });
});

it('says before anything is begun where the addon is missing, and what to do', () => {
  expect(usearchFault()).toBeUndefined();
  const missing = (): never => {
    throw new Error("Cannot find module 'usearch'\nRequire stack:\n- /somewhere");
  };
  expect(usearchFault(missing)).toMatch(
    /^the addon usearch cannot be loaded \(Cannot find module 'usearch'\); .*npm install usearch.*hnswlib$/,
  );
});
