import { describe, expect, it } from 'vitest';
import { createMemoryIndexes } from '../adapters/memory/memory-vector-indexes.js';
import { MemoryItems, openMemoryItemStore } from '../adapters/memory/memory-item-store.js';
import { selfCheck, type CheckedCollection } from './self-check.js';

const NOW = '2026-11-24T02:15:30.000Z';
const never = new AbortController().signal;

/** A collection of so many items, no two alike but those that `angle` makes equal, and an index that hides some. */
async function makeCollection(count: number, hidden: readonly number[] = [], { mends = true, angle = (n: number) => n * 0.01 } = {}) {
  const store = openMemoryItemStore(new MemoryItems());
  const source = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 2 };
  const { record } = await store.createCollection('c', source, NOW);
  const writes = Array.from({ length: count }, (_, n) => ({
    type: 'add' as const,
    item: {
      ...{ id: `i${n}`, label: null, metadata: {}, contentHash: `h${n}`, blob: `1/${n}`, origin: null },
      vector: Float32Array.of(Math.cos(angle(n)), Math.sin(angle(n))),
    },
  }));
  await store.commit('c', writes, NOW);
  const { index } = await createMemoryIndexes().open(
    { storeId: 's', collection: record.number, dimensions: 2, encoderHash: 'abc' },
    { onLost: () => undefined },
  );
  await index.apply((await store.changes('c', 0, count)).changes);
  const unseen = new Set(hidden);
  let asked = 0;
  const checked: CheckedCollection = {
    store,
    record,
    index: {
      search: async ({ k, ...query }) => {
        asked++;
        const answer = await index.search({ ...query, k: k + unseen.size });
        return { ...answer, hits: answer.hits.filter(({ key }) => !unseen.has(key)).slice(0, k) };
      },
      repair: async (items) => {
        await index.repair(items);
        if (mends) for (const { key } of items) unseen.delete(key);
      },
    },
  };
  return { store, checked, asked: () => asked };
}

describe('selfCheck', () => {
  it('asks for a sample while every item of it is found', async () => {
    const { checked, asked } = await makeCollection(300);
    expect(await selfCheck(checked, NOW, { signal: never, sample: 50 })).toEqual({ checkedAt: NOW, checked: 50, missing: 0, repaired: 0 });
    expect(asked()).toBe(50);
  });

  it('asks for all once one is missing, and puts into the index anew what is not found', async () => {
    const { checked } = await makeCollection(300, [0, 7, 200]);
    const options = { signal: never, sample: 50 };
    expect(await selfCheck(checked, NOW, options)).toEqual({ checkedAt: NOW, checked: 300, missing: 3, repaired: 3 });
    expect(await selfCheck(checked, NOW, options)).toMatchObject({ checked: 50, missing: 0 });
  });

  it('says what it could not repair', async () => {
    const { checked } = await makeCollection(30, [3, 4], { mends: false });
    expect(await selfCheck(checked, NOW, { signal: never })).toMatchObject({ checked: 30, missing: 2, repaired: 0 });
  });

  it('takes no item for missing that was removed meanwhile, or is hidden by others with the same vector', async () => {
    const twins = await makeCollection(150, [], { angle: () => 1 });
    expect(await selfCheck(twins.checked, NOW, { signal: never })).toMatchObject({ checked: 150, missing: 0 });
    const { store, checked } = await makeCollection(20, [4]);
    const racing: CheckedCollection = {
      ...checked,
      store: {
        ...store,
        byKeys: async (ref, keys) => {
          await store.commit('c', [{ type: 'remove', id: 'i4' }], NOW);
          return store.byKeys(ref, keys);
        },
      },
    };
    expect(await selfCheck(racing, NOW, { signal: never })).toMatchObject({ checked: 20, missing: 0 });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('closing'));
    await expect(selfCheck((await makeCollection(5)).checked, NOW, { signal: stop.signal })).rejects.toThrow('closing');
  });
});
