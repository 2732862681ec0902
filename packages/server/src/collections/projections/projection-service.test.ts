import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createMemoryBlobStore } from '../../adapters/memory/memory-blob-store.js';
import { MemoryItems, openMemoryItemStore } from '../../adapters/memory/memory-item-store.js';
import { ServerError } from '../../domain/errors.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { createProjectionCache } from './projection-cache.js';
import { itemsOf, type KeptProjection } from './projection-file.js';
import { planProjection } from './projection-plan.js';
import { createProjectionService } from './projection-service.js';

const D = 6;
const NOW = '2026-11-30T10:00:00.000Z';

/** A row that depends on its number alone: one of three clusters, and some noise. */
const vectorOf = (n: number): Float32Array => {
  const row = Float32Array.from({ length: D }, (_, i) => (i === n % 3 ? 1 : 0) + 0.2 * Math.sin(12.9898 * (n * D + i + 1)));
  return row.map((value) => value / Math.hypot(...row));
};

async function start(items: number, limits: Partial<Record<'pca' | 'umap' | 'tsne', number>> = {}) {
  const store = openMemoryItemStore(new MemoryItems(NOW));
  await store.createCollection('c', { modelName: 'm', modelVersion: 1, encoderHash: 'ab', embeddingSize: D }, NOW);
  const add = (from: number, to: number) =>
    store.commit(
      'c',
      Array.from({ length: to - from }, (_, at) => {
        const n = from + at;
        const item = { id: `i${n}`, label: n % 4 === 3 ? null : `l${n % 3}`, metadata: {}, contentHash: 'x', blob: 'b', origin: null };
        return { type: 'add' as const, item: { ...item, vector: vectorOf(n) } };
      }),
      NOW,
    );
  await add(0, items);
  const registry = {
    get: async (name: string) => {
      const record = await store.collection(name);
      if (!record) throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}'`);
      return { record };
    },
  } as unknown as Pick<CollectionRegistry, 'get'>;
  const logger = pino({ level: 'silent' });
  const blobs = createMemoryBlobStore(() => NOW);
  const projections = createProjectionService({
    ...{ registry, store, logger, cache: createProjectionCache(blobs, { maxBytes: 1e9, logger, now: () => NOW }) },
    limits: { items: { pca: 1000, umap: 1000, tsne: 1000, ...limits }, cacheBytes: 1e9 },
    requireRoom: () => Promise.resolve(),
    now: () => NOW,
  });
  return { store, add, projections };
}

const pointsOf = (kept: KeptProjection): number[][] => itemsOf(kept, 0, 1e9).map(({ position }) => [...position]);

/** The first components by power iteration with deflation, in float64: slow, and by no eigensolver of ours. */
function slowComponents(rows: readonly Float32Array[], wanted: number): number[][] {
  const mean = Array.from({ length: D }, (_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
  const centred = rows.map((row) => Array.from(row, (value, i) => value - mean[i]!));
  const covariance = mean.map((_, i) => mean.map((__, j) => centred.reduce((sum, row) => sum + row[i]! * row[j]!, 0)));
  const axes = Array.from({ length: wanted }, () => {
    let axis = mean.map((_, i) => 1 / (i + 1));
    let value = 0;
    for (let turn = 0; turn < 20_000; turn++) {
      const image = covariance.map((line) => line.reduce((sum, entry, j) => sum + entry * axis[j]!, 0));
      value = Math.hypot(...image);
      axis = image.map((entry) => entry / value);
    }
    covariance.forEach((line, i) => line.forEach((_, j) => (line[j]! -= value * axis[i]! * axis[j]!)));
    const largest = axis.reduce((most, entry) => (Math.abs(entry) > Math.abs(most) ? entry : most), 0);
    return axis.map((entry) => entry * Math.sign(largest));
  });
  return centred.map((row) => axes.map((axis) => row.reduce((sum, value, i) => sum + value * axis[i]!, 0)));
}

describe('by PCA', () => {
  it.each([2, 3])('is computed on the spot, what an eigen-decomposition gives, in %i dimensions', async (dimensions) => {
    const { projections } = await start(60);
    const found = await projections.newest('c', { dimensions });
    const slow = slowComponents(Array.from({ length: 60 }, (_, n) => vectorOf(n)), dimensions); // prettier-ignore
    pointsOf(found).forEach((point, n) => point.forEach((value, axis) => expect(value).toBeCloseTo(slow[n]![axis]!, 5)));
    expect(itemsOf(found, 0, 4).map(({ id, label }) => [id, label])).toEqual([['i0', 'l0'], ['i1', 'l1'], ['i2', 'l2'], ['i3', null]]); // prettier-ignore
    expect(found).toMatchObject({ outdated: false, lastSeq: 60, description: { seq: 60, items: 60, of: 60, fittedOn: 60 } });
  });

  it('takes in what has changed since, whatever changed', async () => {
    const { projections, store, add } = await start(30);
    const before = await projections.newest('c', {});
    await add(30, 33);
    await store.commit('c', [{ type: 'remove', id: 'i5' }, { type: 'patch', id: 'i0', changes: { label: 'other' } }], NOW); // prettier-ignore
    const after = await projections.newest('c', {});
    expect([before.description.items, after.description.items]).toEqual([30, 32]);
    expect(itemsOf(after, 0, 1)).toMatchObject([{ id: 'i0', label: 'other' }]);
    expect(itemsOf(after, 0, 99).map(({ id }) => id)).not.toContain('i5');
    expect(after.outdated).toBe(false);
  });

  it('is of a sample where there are too many, and says so', async () => {
    const { projections } = await start(300, { pca: 100 });
    const { description, ...found } = await projections.newest('c', { seed: 1 });
    expect(description).toMatchObject({ items: 100, of: 300, fittedOn: 100 });
    const ids = itemsOf({ description, ...found }, 0, 999).map(({ id }) => id);
    expect(new Set(ids).size).toBe(100);
    const other = itemsOf(await projections.newest('c', { seed: 2 }), 0, 999).map(({ id }) => id);
    expect(other).not.toEqual(ids);
  });

  it('is one picture for every seed where nothing is drawn', async () => {
    const { projections } = await start(40);
    const found = await Promise.all([0, 7, 2 ** 31 - 1].map(async (seed) => projections.newest('c', { seed })));
    expect(found[1]).toEqual(found[0]);
    expect(found[2]!.description.plan.seed).toBe(0);
  });

  it.each([0, 1, 2, 3])('bears %i items', async (items) => {
    const { projections } = await start(items);
    const found = await projections.newest('c', { dimensions: 3 });
    expect(pointsOf(found)).toHaveLength(items);
    expect(pointsOf(found).flat().every(Number.isFinite)).toBe(true);
    expect(found.description.shares).toHaveLength(3);
  });

  it('computes a picture once, however many ask for it at the same time, and refuses when too many are wanted', async () => {
    const { projections } = await start(40, { pca: 30 });
    const found = await Promise.allSettled([0, 0, 1, 2, 3, 4, 5].map(async (seed) => projections.newest('c', { seed })));
    expect(found.map(({ status }) => status)).toEqual([...Array<string>(5).fill('fulfilled'), 'rejected', 'rejected']);
    expect((found[5] as PromiseRejectedResult).reason).toMatchObject({ code: 'TOO_BUSY' });
  });
});

/** Share of items whose nearest other in the picture is of their own cluster: a third by chance. */
const purity = (points: readonly (readonly number[])[]): number => {
  const nearest = points.map((point, n) =>
    points.reduce(
      (best, other, m) => {
        const distance = Math.hypot(...point.map((value, i) => value - other[i]!));
        return m !== n && distance < best.distance ? { m, distance } : best;
      },
      { m: -1, distance: Infinity },
    ),
  );
  return nearest.filter(({ m }, n) => m % 3 === n % 3).length / points.length;
};

describe.each(['umap', 'tsne'] as const)('by %s', (method) => {
  const options = () => ({ signal: new AbortController().signal, onProgress: () => undefined });
  const wanted = { collection: 'c', number: 1, plan: planProjection({ method }) };
  let told = 0;

  it('is there once it was computed, keeps neighbourhoods, and says when it is outdated', async () => {
    const { projections, add, store } = await start(90);
    await expect(projections.newest('c', { method })).rejects.toMatchObject({ code: 'PROJECTION_NOT_FOUND' });
    const { number } = (await store.collection('c'))!;
    await projections.compute({ ...wanted, number }, options());
    const found = await projections.newest('c', { method });
    expect(purity(pointsOf(found))).toBeGreaterThan(0.95);
    expect(found.outdated).toBe(false);
    await add(90, 91);
    expect(await projections.newest('c', { method })).toMatchObject({ outdated: true, lastSeq: 91, description: { seq: 90, items: 90 } });
    await expect(projections.newest('c', { method, seed: 1 })).rejects.toMatchObject({ code: 'PROJECTION_NOT_FOUND' });
  });

  it('is the same to the bit with the same seed, and another with another', async () => {
    const picture = async (seed: number): Promise<number[][]> => {
      const { projections, store } = await start(50);
      const { number } = (await store.collection('c'))!;
      return pointsOf(await projections.compute({ ...wanted, number, plan: planProjection({ method, seed }) }, options()));
    };
    const first = await picture(3);
    expect(await picture(3)).toEqual(first);
    expect(await picture(4)).not.toEqual(first);
  });

  it('ends when it is told to, and leaves nothing behind', async () => {
    const { projections, store } = await start(900);
    const { number } = (await store.collection('c'))!;
    const stop = new AbortController();
    const reason = new Error('cancelled');
    const working = projections.compute({ ...wanted, number }, { signal: stop.signal, onProgress: () => stop.abort(reason) });
    setTimeout(() => stop.abort(reason), 300);
    await expect(working).rejects.toBe(reason);
    await expect(projections.newest('c', { method })).rejects.toMatchObject({ code: 'PROJECTION_NOT_FOUND' });
  });

  it('ends within a moment when the collection is deleted, in whatever process', async () => {
    const { projections, store } = await start(2500, { [method]: 2500 });
    const { number } = (await store.collection('c'))!;
    let deleted: Promise<unknown> | undefined;
    const onProgress = (done: number, total: number): void => {
      told = done / total;
      deleted ??= store.deleteCollection('c');
    };
    await expect(projections.compute({ ...wanted, number }, { ...options(), onProgress })).rejects.toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
    await deleted;
    // Long before its end.
    expect(told).toBeLessThan(0.9);
  }, 60_000);

  it('refuses too few items, and a collection that is another by now', async () => {
    const { projections, store } = await start(3);
    const { number } = (await store.collection('c'))!;
    await expect(projections.compute({ ...wanted, number }, options())).rejects.toThrow(`${method} needs at least 4`);
    await expect(projections.compute({ ...wanted, number: number + 1 }, options())).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });
});

it('leaves the thread that answers free: what is asked meanwhile is answered before', async () => {
  const { projections, store } = await start(900);
  const { number } = (await store.collection('c'))!;
  const done = new AbortController();
  let asked = 0;
  const working = projections
    .compute(
      { collection: 'c', number, plan: planProjection({ method: 'umap' }) },
      { signal: new AbortController().signal, onProgress: () => undefined },
    )
    .then(() => done.abort());
  // As many turns of this thread as can be had until it is done: one that computed here would leave it a handful.
  while (!done.signal.aborted) {
    await new Promise((resolve) => setImmediate(resolve));
    await store.get('c', 'i1');
    asked++;
  }
  await working;
  expect(asked).toBeGreaterThan(100);
});
