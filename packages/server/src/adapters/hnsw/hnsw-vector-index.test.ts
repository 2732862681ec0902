import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { clusteredVector, describeVectorIndex, DIMENSIONS } from '../../../test/vector-index-conformance.js';
import { uniforms } from '../../../test/tiny-artifact.js';
import { createHnswIndexFactory } from './hnsw-vector-index.js';
import type { HnswParameters } from './hnsw-graph.js';

const folders: string[] = [];
const prepare = async (options: Partial<HnswParameters>) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'supcon-index-'));
  folders.push(folder);
  return { factory: createHnswIndexFactory(options), folder };
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describeVectorIndex('hnswlib, always approximate,', () => prepare({ exactUpTo: 0 }), { least: 0.99 });
describeVectorIndex('hnswlib, exact while small,', () => prepare({}), { least: 1 });

describe('createHnswIndexFactory', () => {
  it('goes from exact to approximate and back as the collection grows and shrinks', async () => {
    const { factory, folder } = await prepare({ exactUpTo: 100 });
    const { index } = await factory.open(folder, { dimensions: DIMENSIONS, encoderHash: 'abc' }, { onLost: () => undefined });
    const uniform = uniforms(1);
    const add = (from: number, to: number) =>
      index.apply(Array.from({ length: to - from }, (_, i) => ({ seq: from + i + 1, key: from + i, vector: clusteredVector(uniform) })));
    expect(await add(0, 100)).toMatchObject({ kind: 'exact' });
    expect(await index.search(clusteredVector(uniform), 3)).toMatchObject({ exact: true });
    expect(await add(100, 101)).toMatchObject({ kind: 'hnsw' });
    expect(await index.search(clusteredVector(uniform), 3)).toMatchObject({ exact: false });
    const remove = (from: number, to: number) =>
      index.apply(Array.from({ length: to - from }, (_, i) => ({ seq: 102 + from + i, key: from + i, vector: null })));
    expect(await remove(0, 21)).toMatchObject({ kind: 'hnsw', live: 80 });
    expect(await remove(21, 22)).toMatchObject({ kind: 'exact', live: 79 });
    expect((await index.search(clusteredVector(uniform), 100)).hits).toHaveLength(79);
    await index.close();
  });

  it('tells its owner when its thread dies, but not when it is closed', async () => {
    const { factory, folder } = await prepare({});
    const lost: Error[] = [];
    const open = () => factory.open(folder, { dimensions: DIMENSIONS, encoderHash: 'abc' }, { onLost: (reason) => lost.push(reason) });
    await (await open()).index.close();
    expect(lost).toEqual([]);
    const { index } = await open();
    await factory.kill();
    expect(lost).toHaveLength(1);
    await expect(index.stats()).rejects.toMatchObject({ code: 'NOT_READY' });
  });
});
