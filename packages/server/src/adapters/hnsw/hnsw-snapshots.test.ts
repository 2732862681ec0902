import { createHash } from 'node:crypto';
import { cp, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clusteredVector, DIMENSIONS, put, remove } from '../../../test/vector-index-conformance.js';
import { uniforms } from '../../../test/tiny-artifact.js';
import { ENGINE_NAMES } from './graph-engines.js';
import { DEFAULT_HNSW, HnswGraph } from './hnsw-graph.js';
import { loadSnapshot, saveSnapshot } from './hnsw-snapshots.js';

let parameters = { ...DEFAULT_HNSW, exactUpTo: 0 };
const identity = { storeId: 'store', collection: 7, dimensions: DIMENSIONS, encoderHash: 'abc' };
const uniform = uniforms(4);
const additions = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => put(from + i + 1, from + i, clusteredVector(uniform)));

let home: string;
let saved: string;
let folder: string;
let copies = 0;

const load = () => loadSnapshot(folder, identity, parameters);
async function flip(name: string, at: number): Promise<void> {
  const handle = await open(path.join(folder, name), 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  byte[0]! ^= 1 << (at % 8);
  await handle.write(byte, 0, 1, at);
  await handle.close();
}

describe.each(ENGINE_NAMES)('saveSnapshot and loadSnapshot (%s)', (engine) => {
  beforeAll(async () => {
    parameters = { ...parameters, engine };
    home = await mkdtemp(path.join(tmpdir(), 'supcon-snapshots-'));
    saved = path.join(home, 'saved');
    const graph = HnswGraph.empty(DIMENSIONS, parameters);
    graph.apply([...additions(0, 200), remove(201, 5)]);
    await saveSnapshot(saved, graph, identity, parameters);
    graph.apply(additions(201, 300));
    await saveSnapshot(saved, graph, identity, parameters);
  });
  beforeEach(async () => {
    folder = path.join(home, `copy-${++copies}`);
    await cp(saved, folder, { recursive: true });
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('keep two generations and nothing else', async () => {
    const graph = HnswGraph.empty(DIMENSIONS, parameters);
    const target = path.join(home, 'three');
    for (let generation = 0; generation < 4; generation++) {
      graph.apply(additions(generation * 10, generation * 10 + 10));
      await saveSnapshot(target, graph, identity, parameters);
    }
    expect((await readdir(target)).sort()).toEqual(['graph-3.hnsw', 'graph-4.hnsw', 'manifest-3.json', 'manifest-4.json']);
  });

  it('bring back the newest generation with its removals', async () => {
    const { graph, refused } = await load();
    expect(refused).toEqual([]);
    expect(graph!.stats).toEqual({ seq: 300, live: 298, tombstones: 1, kind: 'hnsw' });
  });

  it('save nothing for an empty graph, and find nothing in a missing folder', async () => {
    const target = path.join(home, 'empty');
    await saveSnapshot(target, HnswGraph.empty(DIMENSIONS, parameters), identity, parameters);
    expect(await loadSnapshot(target, identity, parameters)).toEqual({ graph: undefined, refused: [] });
  });

  it('fall back to the older generation for any flipped bit of the newest graph', async () => {
    const { size } = await stat(path.join(folder, 'graph-2.hnsw'));
    const places = [
      0,
      8,
      40,
      95,
      96,
      100,
      230,
      Math.floor(size / 2),
      size - 200,
      size - 1,
      ...Array.from({ length: 30 }, () => Math.floor(uniform() * size)),
    ];
    for (const at of places) {
      await flip('graph-2.hnsw', at);
      const { graph, refused } = await load();
      expect(graph?.stats, `byte ${at}`).toMatchObject({ seq: 201, live: 199, tombstones: 1 });
      expect(refused[0]).toMatch(/^generation 2: the graph file is damaged/);
      await flip('graph-2.hnsw', at);
    }
    expect((await load()).refused).toEqual([]);
  });

  it('fall back for any flipped bit of the manifest', async () => {
    const { size } = await stat(path.join(folder, 'manifest-2.json'));
    for (let at = 0; at < size; at += 5) {
      await flip('manifest-2.json', at);
      const { graph, refused } = await load();
      expect(graph?.stats.seq, `byte ${at}`).toBe(201);
      expect(refused).toHaveLength(1);
      await flip('manifest-2.json', at);
    }
  });

  it.each(['graph-2.hnsw', 'manifest-2.json'])('fall back when %s is cut off, empty, longer or gone', async (name) => {
    const file = path.join(folder, name);
    const whole = await readFile(file);
    for (const length of [whole.length - 1, Math.floor(whole.length / 2), 1, 0]) {
      await truncate(file, length);
      expect((await load()).graph?.stats.seq).toBe(201);
      await writeFile(file, whole);
    }
    await writeFile(file, Buffer.concat([whole, Buffer.from('x')]));
    expect((await load()).graph?.stats.seq).toBe(201);
    await rm(file);
    expect((await load()).graph?.stats.seq).toBe(201);
  });

  it('give up when both generations are damaged, and say why', async () => {
    await flip('graph-2.hnsw', 500);
    await flip('graph-1.hnsw', 500);
    const { graph, refused } = await load();
    expect(graph).toBeUndefined();
    expect(refused).toHaveLength(2);
  });

  it('do not take the files of one generation for another', async () => {
    await cp(path.join(folder, 'manifest-1.json'), path.join(folder, 'manifest-2.json'));
    await cp(path.join(folder, 'graph-1.hnsw'), path.join(folder, 'graph-2.hnsw'));
    const { graph, refused } = await load();
    expect(graph?.stats.seq).toBe(201);
    expect(refused.join()).toMatch(/belongs to generation 1/);
  });

  it('do not take the graph of one addon for that of another', async () => {
    const other = ENGINE_NAMES.find((name) => name !== engine)!;
    const { graph, refused } = await loadSnapshot(folder, identity, { ...parameters, engine: other });
    expect(graph).toBeUndefined();
    expect(refused[0]).toMatch(`it is a graph of ${engine}, the index is set to ${other}`);
  });

  it('refuse another vector length', async () => {
    const { graph, refused } = await loadSnapshot(folder, { ...identity, dimensions: 12 }, parameters);
    expect(graph).toBeUndefined();
    expect(refused[0]).toMatch(/holds vectors of 24, not 12/);
  });

  it.each([
    ['another store', { storeId: 'other' }, /belongs to another item store/],
    ['another collection', { collection: 8 }, /belongs to collection number 7/],
  ])('refuse what was saved for %s', async (_, other, reason) => {
    const { graph, refused } = await loadSnapshot(folder, { ...identity, ...other }, parameters);
    expect(graph).toBeUndefined();
    expect(refused).toEqual([expect.stringMatching(reason), expect.stringMatching(reason)]);
  });

  it('refuse a graph with other keys than the manifest says, also where all checksums of files fit', async () => {
    const graph = HnswGraph.empty(DIMENSIONS, parameters);
    graph.apply([...additions(1, 100).map((change) => ({ ...change, key: change.key + 1 }))]);
    const [target, other] = [path.join(home, 'keys'), path.join(home, 'other-keys')];
    await saveSnapshot(target, graph, identity, parameters);
    const shifted = HnswGraph.empty(DIMENSIONS, parameters);
    shifted.apply(additions(1, 100));
    await saveSnapshot(other, shifted, identity, parameters);
    const read = async (from: string) =>
      (JSON.parse(await readFile(path.join(from, 'manifest-1.json'), 'utf8')) as { body: Record<string, unknown> }).body;
    const [mine, theirs] = [await read(target), await read(other)];
    const body = { ...mine, bytes: theirs['bytes'], sha256: theirs['sha256'] };
    const sha256 = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    await writeFile(path.join(target, 'manifest-1.json'), JSON.stringify({ body, sha256 }));
    await cp(path.join(other, 'graph-1.hnsw'), path.join(target, 'graph-1.hnsw'));
    expect((await loadSnapshot(target, identity, parameters)).refused).toEqual([expect.stringMatching(/other keys/)]);
  });

  it('say of what an earlier release saved that it is of another format', async () => {
    for (const generation of [1, 2]) {
      const body = { format: 1, generation };
      const sha256 = createHash('sha256').update(JSON.stringify(body)).digest('hex');
      await writeFile(path.join(folder, `manifest-${generation}.json`), JSON.stringify({ body, sha256 }));
    }
    expect((await load()).refused).toEqual([expect.stringMatching(/its format is 1/), expect.stringMatching(/its format is 1/)]);
  });

  it('clear away what a crash has left behind', async () => {
    await writeFile(path.join(folder, '.graph-3.hnsw.tmp'), 'half a graph of the release before');
    await writeFile(path.join(folder, '.graph-3.hnsw.4194305.tmp'), 'half a graph of a process that is gone');
    await writeFile(path.join(folder, 'graph-3.hnsw'), 'a graph whose manifest was never written');
    const { graph } = await load();
    expect(graph?.stats.seq).toBe(300);
    graph!.apply([put(301, 300, clusteredVector(uniform))]);
    await saveSnapshot(folder, graph!, identity, parameters);
    expect((await readdir(folder)).sort()).toEqual(['graph-2.hnsw', 'graph-3.hnsw', 'manifest-2.json', 'manifest-3.json']);
    expect((await load()).graph?.stats.seq).toBe(301);
  });

  it('reject when the disk takes less than was written', async () => {
    const graph = HnswGraph.empty(DIMENSIONS, parameters);
    graph.apply(additions(0, 50));
    const target = path.join(home, 'full');
    // hnswlib reports nothing when it cannot write; a folder in the way of its file is as good as a full disk.
    await cp(saved, path.join(target, `.graph-1.hnsw.${process.pid}.tmp`), { recursive: true });
    await expect(saveSnapshot(target, graph, identity, parameters)).rejects.toThrow();
    expect((await loadSnapshot(target, identity, parameters)).graph).toBeUndefined();
  });
});
