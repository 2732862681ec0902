import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clusteredVector, DIMENSIONS, put, remove } from '../../../test/vector-index-conformance.js';
import { uniforms } from '../../../test/tiny-artifact.js';
import { DEFAULT_HNSW, HnswGraph } from './hnsw-graph.js';
import { emptyHnswlibGraph, readHnswlibGraph } from './hnswlib-graph.js';
import { readHnswlibVectors } from './hnswlib-vectors.js';

/** More than one reading, and more than the addon makes room for at first. */
const COUNT = 2500;
const parameters = { ...DEFAULT_HNSW, engine: 'hnswlib', exactUpTo: 0 } as const;
const keyOf = (n: number): number => (n * 7919) % 4_000_000_007;

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-vectors-'));
  file = path.join(folder, 'graph.hnsw');
  const graph = emptyHnswlibGraph(DIMENSIONS, parameters);
  const uniform = uniforms(9);
  for (let n = 0; n < COUNT; n++) graph.add(keyOf(n), clusteredVector(uniform));
  for (let n = 0; n < COUNT; n += 10) graph.hide(keyOf(n));
  graph.relink(keyOf(3), clusteredVector(uniform));
  await graph.write(file);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('gives of every key, hidden ones too, the bits that the addon gives', () => {
  const graph = readHnswlibGraph(file, DIMENSIONS);
  const read = new Map(Array.from(readHnswlibVectors(file, DIMENSIONS), ({ key, vector }) => [key, Float32Array.from(vector)]));
  expect([...read.keys()].sort()).toEqual([...graph.keys()].sort());
  // What is hidden the addon does not give.
  for (let n = 0; n < COUNT; n++) if (n % 10 !== 0) expect(read.get(keyOf(n))).toEqual(Float32Array.from(graph.vector(keyOf(n))));
});

it('refuses a file of vectors of another length, and one that ends early', async () => {
  expect(() => [...readHnswlibVectors(file, DIMENSIONS + 1)]).toThrow(`not of vectors of ${DIMENSIONS + 1}: ${4 * DIMENSIONS} bytes each`);
  const cut = path.join(folder, 'cut.hnsw');
  const graph = emptyHnswlibGraph(DIMENSIONS, parameters);
  graph.add(1, clusteredVector(uniforms(2)));
  await graph.write(cut);
  await truncate(cut, 100);
  expect(() => [...readHnswlibVectors(cut, DIMENSIONS)]).toThrow('ends early');
});

it('lets a graph that was read answer as one that asks the addon for each vector, and is missed where one lacks', async () => {
  const uniform = uniforms(5);
  const made = HnswGraph.empty(DIMENSIONS, parameters);
  made.apply([...Array.from({ length: 300 }, (_, n) => put(n + 1, n, clusteredVector(uniform))), remove(301, 7)]);
  const saved = path.join(folder, 'saved.hnsw');
  await made.write(saved);
  const load = () => HnswGraph.load(saved, DIMENSIONS, parameters, { seq: 301, deadKeys: [7] });
  const [asked, given] = [load(), load()];
  asked.prepare();
  given.prepare(readHnswlibVectors(saved, DIMENSIONS));
  for (let round = 0; round < 20; round++) {
    const query = { vector: clusteredVector(uniform), k: 20, exact: true };
    expect(given.search(query)).toEqual(asked.search(query));
    expect(given.search(query)).toEqual(made.search(query));
  }
  expect(() => load().prepare([{ key: 1, vector: made.vector(1) }])).toThrow('holds 1 of 299 vectors');
});
