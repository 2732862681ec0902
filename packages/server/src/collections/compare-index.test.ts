import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryIndexes } from '../adapters/memory/memory-vector-indexes.js';
import { MemoryItems, openMemoryItemStore } from '../adapters/memory/memory-item-store.js';
import type { CollectionRecord, ItemStore, Write } from '../domain/item-store.js';
import type { VectorIndex } from '../domain/vector-index.js';
import { IndexMismatch, requireSameItems } from './compare-index.js';

const NOW = '2026-11-24T02:15:30.000Z';
const COUNT = 40;
const logger = pino({ level: 'silent' });
/** Different enough that no two are alike. */
const vectorOf = (n: number): Float32Array => Float32Array.of(Math.cos(n), Math.sin(n));

let store: ItemStore;
let record: CollectionRecord;
let index: VectorIndex;
let unusable: Set<number>;
beforeEach(async () => {
  store = openMemoryItemStore(new MemoryItems());
  const source = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 2 };
  ({ record } = await store.createCollection('c', source, NOW));
  const add = (n: number): Write => ({
    type: 'add',
    item: { id: `i${n}`, label: null, metadata: {}, contentHash: `h${n}`, blob: `1/${n}`, vector: vectorOf(n), origin: null },
  });
  await store.commit(
    'c',
    Array.from({ length: COUNT }, (_, n) => add(n)),
    NOW,
  );
  unusable = new Set();
  ({ index } = await createMemoryIndexes().open(
    { storeId: 's', collection: record.number, dimensions: 2, encoderHash: 'abc' },
    { onLost: () => undefined },
  ));
});

/** Fills the index with vectors under keys, whatever the items are. */
const hold = (vectors: ReadonlyMap<number, Float32Array>) =>
  index.apply(
    [...vectors].map(([key, vector], i) => ({
      ...{ type: 'put' as const, seq: i + 1, key, id: `i${key}`, vector, label: null, metadata: {}, createdAt: NOW },
    })),
  );
const all = () => new Map(Array.from({ length: COUNT }, (_, key) => [key, vectorOf(key)]));
const compare = async (damaged: readonly number[] = []) =>
  requireSameItems(
    {
      store: {
        vectors: async (ref, keys) =>
          (await store.vectors(ref, keys)).map((found) => (damaged.includes(found.key) ? { ...found, vector: Float32Array.of(1) } : found)),
      },
      record,
      logger,
    },
    { index, unusable },
    await store.keys('c'),
  );

describe('requireSameItems', () => {
  it('accepts an index that holds every item', async () => {
    await hold(all());
    await compare();
    expect(unusable.size).toBe(0);
  });

  it('refuses one that lacks an item, or holds one that is none', async () => {
    const lacking = all();
    lacking.delete(7);
    await hold(lacking);
    await expect(compare()).rejects.toThrow(new IndexMismatch('it lacks 1 of 40 items'));
  });

  it('refuses equally many vectors under other keys', async () => {
    await hold(new Map([...all()].map(([key, vector]) => [key === 7 ? 99 : key, vector])));
    await expect(compare()).rejects.toThrow(IndexMismatch);
    await expect(compare([7])).rejects.toThrow(new IndexMismatch('it holds keys that no item has'));
  });

  it('refuses the same keys with the vectors of other items', async () => {
    await hold(new Map([...all().keys()].map((key) => [key, vectorOf(key + 1)])));
    await expect(compare()).rejects.toThrow(/under key 0 it holds another vector/);
  });

  it('does without items whose vectors are damaged, and names them', async () => {
    const lacking = all();
    for (const key of [3, 8]) lacking.delete(key);
    await hold(lacking);
    await compare([3, 8]);
    expect(unusable).toEqual(new Set([3, 8]));
    await compare([3, 8]);
  });
});
