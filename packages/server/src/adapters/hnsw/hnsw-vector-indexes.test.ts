import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { clusteredVector, describeVectorIndex, DIMENSIONS, put, remove } from '../../../test/vector-index-conformance.js';
import { uniforms } from '../../../test/tiny-artifact.js';
import { ENGINE_NAMES } from './graph-engines.js';
import { createHnswIndexes } from './hnsw-vector-indexes.js';
import type { HnswParameters } from './hnsw-graph.js';

const identity = { storeId: 'store', collection: 3, dimensions: DIMENSIONS, encoderHash: 'abc' };
const folders: string[] = [];
const prepare = async (options: Partial<HnswParameters>) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'supcon-index-'));
  folders.push(folder);
  return createHnswIndexes({ ...options, folder });
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describeVectorIndex('hnswlib, always approximate,', () => prepare({ exactUpTo: 0 }), { least: 0.99 });
describeVectorIndex('hnswlib, exact while small,', () => prepare({}), { least: 1 });
describeVectorIndex('usearch, always approximate,', () => prepare({ engine: 'usearch', exactUpTo: 0 }), { least: 0.99 });

describe('createHnswIndexes', () => {
  it('goes from exact to approximate and back as the collection grows and shrinks', async () => {
    const indexes = await prepare({ exactUpTo: 3000, ef: 10 });
    const { index } = await indexes.open(identity, { onLost: () => undefined });
    const uniform = uniforms(1);
    const add = (from: number, to: number) =>
      index.apply(Array.from({ length: to - from }, (_, i) => put(from + i + 1, from + i, clusteredVector(uniform))));
    expect(await add(0, 3000)).toMatchObject({ kind: 'exact' });
    expect(await index.search({ vector: clusteredVector(uniform), k: 3 })).toMatchObject({ exact: true });
    expect(await add(3000, 3001)).toMatchObject({ kind: 'hnsw' });
    expect(await index.search({ vector: clusteredVector(uniform), k: 3 })).toMatchObject({ exact: false });
    expect(await index.apply([remove(3002, 17)])).toMatchObject({ kind: 'exact', live: 3000 });
    expect((await index.search({ vector: clusteredVector(uniform), k: 5000 })).hits).toHaveLength(3000);
    await index.close();
  });

  it.each(ENGINE_NAMES)('ends and dies in the middle of saving and of loading without taking the process along (%s)', async (engine) => {
    const uniform = uniforms(7);
    const indexes = await prepare({ engine, exactUpTo: 0 });
    const open = () => indexes.open(identity, { onLost: () => undefined });
    const { index: first } = await open();
    await first.apply(Array.from({ length: 3000 }, (_, i) => put(i + 1, i, clusteredVector(uniform))));
    await first.maintain();
    await first.close();
    for (const stop of ['close', 'kill'] as const)
      for (let round = 0; round < 5; round++) {
        const { index, stats } = await open();
        // Saved or not, it is whole: one vector a change.
        expect(stats.live).toBe(stats.seq);
        expect(stats.live).toBeGreaterThanOrEqual(3000);
        await index.apply([put(stats.seq + 1, stats.seq, clusteredVector(uniform))]);
        const saving = index.maintain().catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, round));
        await Promise.all([saving, stop === 'kill' ? indexes.kill() : index.close()]);
      }
  });

  it('measures what its graph finds, says so, and knows it again at the next opening', async () => {
    const uniform = uniforms(8);
    const indexes = await prepare({ exactUpTo: 100, ef: 5, recall: 0.98 });
    const open = () => indexes.open(identity, { onLost: () => undefined });
    const { index } = await open();
    const stats = await index.apply(Array.from({ length: 2000 }, (_, i) => put(i + 1, i, clusteredVector(uniform))));
    expect(stats).not.toHaveProperty('measured');
    await index.maintain();
    const { measured } = await index.stats();
    expect(measured!.recall).toBeGreaterThanOrEqual(0.98);
    expect(measured!.ef).toBeGreaterThanOrEqual(5);
    expect(Math.abs(Date.parse(measured!.measuredAt) - Date.now())).toBeLessThan(60_000);
    await index.close();
    const again = await open();
    expect(again.stats.measured).toEqual(measured);
    await again.index.close();
  });

  it('tells its owner when its thread dies, but not when it is closed', async () => {
    const indexes = await prepare({});
    const lost: Error[] = [];
    const open = () => indexes.open(identity, { onLost: (reason) => lost.push(reason) });
    await (await open()).index.close();
    expect(lost).toEqual([]);
    const { index } = await open();
    await indexes.kill();
    expect(lost).toHaveLength(1);
    await expect(index.stats()).rejects.toMatchObject({ code: 'NOT_READY' });
  });
});
