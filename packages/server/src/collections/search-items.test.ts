import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryIndexes } from '../adapters/memory/memory-vector-indexes.js';
import { MemoryItems, openMemoryItemStore } from '../adapters/memory/memory-item-store.js';
import type { Filter } from '../domain/filter.js';
import type { CollectionRecord, ItemStore, Write } from '../domain/item-store.js';
import type { IndexQuery, VectorIndex } from '../domain/vector-index.js';
import { searchItems, type SearchedCollection } from './search-items.js';

const NOW = '2026-11-24T02:15:30.000Z';
const QUERY = Float32Array.of(1, 0);
const RED: Filter = { field: 'label', eq: 'red' };
/** The lower the angle, the nearer: in the order of the list. */
const add = (id: string, degrees: number, label: string): Write => ({
  type: 'add',
  item: {
    ...{ id, label, metadata: {}, contentHash: id, blob: id, origin: null },
    vector: Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)),
  },
});

let store: ItemStore;
let record: CollectionRecord;
let index: VectorIndex;
let asked: IndexQuery[];
/** What happens between the answer of the index and the look at the items. */
let meanwhile: (() => Promise<unknown>) | undefined;

beforeEach(async () => {
  store = openMemoryItemStore(new MemoryItems());
  const source = { modelName: 'm', modelVersion: 1, encoderHash: 'abc', embeddingSize: 2 };
  record = (await store.createCollection('c', source, NOW)).record;
  const writes = ['red', 'blue', 'red', 'blue', 'red'].map((label, i) => add(`i${i}`, i * 10, label));
  await store.commit('c', writes, NOW);
  index = (
    await createMemoryIndexes().open({ storeId: 's', collection: 1, dimensions: 2, encoderHash: 'abc' }, { onLost: () => undefined })
  ).index;
  asked = [];
  meanwhile = undefined;
  await follow();
});

async function follow(): Promise<void> {
  await index.apply((await store.changes('c', (await index.stats()).seq, 100)).changes);
}

const searched = (filters: boolean): SearchedCollection => ({
  store,
  record,
  capabilities: { durable: false, filters },
  index: {
    ...index,
    search: async ({ among, ...query }) => {
      asked.push(among ? { ...query, among } : query);
      // Keys become ids, which is what the memory index filters by.
      const ids = among && (await store.byKeys('c', [...among])).map(({ id }) => id);
      const answer = await index.search({ ...query, ...(ids && { filter: { field: 'id', in: ids } }) });
      await meanwhile?.();
      return answer;
    },
  },
});
const ids = async (filters: boolean, options: Parameters<typeof searchItems>[2]): Promise<string[]> =>
  (await searchItems(searched(filters), QUERY, options)).neighbours.map(({ item }) => item.id);

describe('searchItems', () => {
  it('gives the filter to an index that takes it, and the keys that fit to any other', async () => {
    expect(await ids(true, { k: 2, filter: RED })).toEqual(['i0', 'i2']);
    expect(await ids(false, { k: 2, filter: RED })).toEqual(['i0', 'i2']);
    expect(asked[0]).toMatchObject({ filter: RED });
    expect(asked[0]).not.toHaveProperty('among');
    expect(asked[1]).toMatchObject({ among: Uint32Array.of(0, 2, 4) });
    expect(asked[1]).not.toHaveProperty('filter');
  });

  it('passes on how it is to be searched, and says how it was', async () => {
    const found = await searchItems(searched(false), QUERY, { k: 1, filter: RED, exact: true, ef: 77 });
    expect(asked).toMatchObject([{ exact: true, ef: 77, k: 1 }]);
    expect(found).toMatchObject({ exact: true, plan: 'filtered-exact', neighbours: [{ item: { id: 'i0' }, similarity: 1 }] });
    expect(found).not.toHaveProperty('hits');
  });

  it('leaves out what is less similar than wanted', async () => {
    expect(await ids(true, { k: 5, minSimilarity: Math.cos(0.4) })).toEqual(['i0', 'i1', 'i2']);
    expect(await ids(true, { k: 5, minSimilarity: 1.1 })).toEqual([]);
  });

  it.each([true, false])('puts another in the place of what was patched or removed between the steps (filters %s)', async (filters) => {
    meanwhile = async () => {
      meanwhile = undefined;
      await store.commit('c', [{ type: 'patch', id: 'i0', changes: { label: 'blue' } }], NOW);
      await store.commit('c', [{ type: 'remove', id: 'i2' }], NOW);
      await follow();
    };
    expect(await ids(filters, { k: 2, filter: RED })).toEqual(['i4']);
    expect(asked).toHaveLength(2);
  });

  it.each([true, false])('never gives back what does not fit, however often items change meanwhile (filters %s)', async (filters) => {
    let round = 0;
    meanwhile = async () => {
      const label = round++ % 2 === 0 ? 'blue' : 'red';
      await store.commit('c', [{ type: 'patch', id: 'i0', changes: { label } }], NOW);
    };
    const found = await searchItems(searched(filters), QUERY, { k: 2, filter: RED });
    expect(found.neighbours.every(({ item }) => item.label === 'red')).toBe(true);
    expect(found.neighbours.length).toBeGreaterThan(0);
  });
});
