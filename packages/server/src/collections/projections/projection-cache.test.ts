import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createMemoryBlobStore } from '../../adapters/memory/memory-blob-store.js';
import type { CollectionRecord } from '../../domain/item-store.js';
import { createProjectionCache } from './projection-cache.js';
import { itemsOf, type Projection } from './projection-file.js';
import { planProjection, type ProjectionRequest } from './projection-plan.js';

const record = (number: number): CollectionRecord => ({
  ...{ number, name: `c${number}`, createdAt: '2026-11-30T10:00:00.000Z', erasedSeq: 0, items: 3, lastSeq: 9 },
  ...{ modelName: 'm', modelVersion: 1, encoderHash: 'ab', embeddingSize: 2 },
});
const projection = (request: ProjectionRequest, seq: number): Projection => ({
  description: {
    ...{ collection: 'c', model: { name: 'm', version: 1 }, plan: planProjection(request), seq },
    ...{ items: 3, of: 3, fittedOn: 3, shares: [0.6, 0.4], computedAt: '2026-11-30T10:00:00.000Z' },
  },
  axes: [Float32Array.of(0.1, 2, -3), Float32Array.of(seq, 5, 6)],
  ids: ['a', 'b:ä', 'c'],
  labels: ['x', null, 'a'],
});
const start = (maxBytes = 1e9) => {
  let now = 0;
  const blobs = createMemoryBlobStore(() => new Date(now++).toISOString());
  return {
    blobs,
    cache: createProjectionCache(blobs, { maxBytes, logger: pino({ level: 'silent' }), now: () => '2026-11-30T10:00:00.000Z' }),
  };
};

it('gives back what it kept, the newest of a plan, and none of another', async () => {
  const { cache, blobs } = start();
  expect(await cache.newest(record(1), planProjection({}))).toBeUndefined();
  await cache.keep(record(1), projection({}, 9), [1]);
  await cache.keep(record(1), projection({}, 12), [1]);
  const kept = (await cache.newest(record(1), planProjection({})))!;
  expect(kept.description).toEqual(projection({}, 12).description);
  expect(itemsOf(kept, 0, 9)).toEqual([
    { id: 'a', label: 'x', position: [Math.fround(0.1), 12] },
    { id: 'b:ä', label: null, position: [2, 5] },
    { id: 'c', label: 'a', position: [-3, 6] },
  ]);
  expect(itemsOf(kept, 1, 2).map(({ id }) => id)).toEqual(['b:ä']);
  expect(await cache.newest(record(1), planProjection({ seed: 1 }))).toBeUndefined();
  expect(await cache.newest({ ...record(1), encoderHash: 'cd' }, planProjection({}))).toBeUndefined();
  const names = [];
  for await (const { name } of blobs.list()) names.push(name);
  expect(names).toHaveLength(1);
});

it('lets go of the oldest above its size, of those of collections that are gone, and of a collection on demand', async () => {
  const { cache } = start();
  const { size } = await (async () => {
    await cache.keep(record(1), projection({}, 9), [1]);
    const { blobs, cache: one } = start();
    await one.keep(record(1), projection({}, 9), [1]);
    for await (const blob of blobs.list()) return blob;
    throw new Error('nothing was kept');
  })();
  const bounded = start(2.5 * size).cache;
  for (const seed of [0, 1, 2]) await bounded.keep(record(1), projection({ seed }, 9), [1]);
  const left = await Promise.all([0, 1, 2].map((seed) => bounded.newest(record(1), planProjection({ seed }))));
  expect(left.map((kept) => kept !== undefined)).toEqual([false, true, true]);
  // Collection 1 is gone when another one's picture is kept.
  await bounded.keep(record(2), projection({}, 9), [2]);
  expect(await bounded.newest(record(1), planProjection({ seed: 2 }))).toBeUndefined();
  await bounded.drop(2);
  expect(await bounded.newest(record(2), planProjection({}))).toBeUndefined();
});

it('takes what cannot be read for nothing', async () => {
  const { cache, blobs } = start();
  await cache.keep(record(1), projection({}, 9), [1]);
  for await (const { name } of blobs.list()) await blobs.put(name, Buffer.from('broken'), { contentType: 'application/octet-stream' });
  expect(await cache.newest(record(1), planProjection({}))).toBeUndefined();
});
