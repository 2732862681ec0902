import { beforeEach, describe, expect, it } from 'vitest';
import type { ItemStore, NewItem, VectorSource } from '../src/domain/item-store.js';

const SOURCE: VectorSource = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 3 };

const item = (id: string, more: Partial<NewItem> = {}): NewItem => ({
  id,
  label: 'apple',
  metadata: { from: id },
  contentHash: `hash of ${id}`,
  blob: `1/${id}`,
  vector: Float32Array.of(0.6, 0.8, 0),
  ...more,
});

/** What every ItemStore must do. @param fresh opens an empty store and gives a way to open the same data again, as another process would. */
export function describeItemStore(name: string, fresh: () => Promise<{ store: ItemStore; reopen: () => Promise<ItemStore> }>): void {
  describe(`${name} as an ItemStore`, () => {
    let store: ItemStore;
    let reopen: () => Promise<ItemStore>;
    beforeEach(async () => {
      ({ store, reopen } = await fresh());
      return () => store.close();
    });

    it('makes a collection once and lists all by name', async () => {
      const first = await store.createCollection('pears', SOURCE);
      expect(first).toMatchObject({ created: true, record: { name: 'pears', items: 0, lastSeq: 0, ...SOURCE } });
      expect(Date.parse(first.record.createdAt)).not.toBeNaN();
      await store.createCollection('apples', SOURCE);
      const again = await store.createCollection('pears', { ...SOURCE, encoderHash: 'other' });
      expect(again).toEqual({ created: false, record: first.record });
      expect((await store.collections()).map((record) => record.name)).toEqual(['apples', 'pears']);
    });

    it('refuses a name that differs from another only in case', async () => {
      await store.createCollection('Pears', SOURCE);
      await expect(store.createCollection('pears', SOURCE)).rejects.toMatchObject({ code: 'COLLECTION_CONFLICT' });
      expect(await store.collection('pears')).toBeUndefined();
    });

    it('answers every write of a commit in order', async () => {
      await store.createCollection('c', SOURCE);
      const results = await store.commit('c', [
        { type: 'add', item: item('a') },
        { type: 'add', item: item('a') },
        { type: 'add', item: item('a', { contentHash: 'another' }) },
        { type: 'remove', id: 'a' },
        { type: 'remove', id: 'a' },
        { type: 'add', item: item('a', { contentHash: 'another' }) },
      ]);
      expect(results.map(({ type }) => type)).toEqual(['added', 'existing', 'conflict', 'removed', 'missing', 'added']);
      expect(await store.collection('c')).toMatchObject({ items: 1, lastSeq: 3 });
    });

    it('gives items back as they were added', async () => {
      await store.createCollection('c', SOURCE);
      await store.commit('c', [{ type: 'add', item: item('a', { label: null, metadata: { deep: [1, { ü: '"' }] } }) }]);
      expect(await store.get('c', 'a')).toMatchObject({
        id: 'a',
        label: null,
        metadata: { deep: [1, { ü: '"' }] },
        blob: '1/a',
        contentHash: 'hash of a',
      });
      expect(await store.vector('c', 'a')).toEqual(Float32Array.of(0.6, 0.8, 0));
      expect(await store.get('c', 'b')).toBeUndefined();
      expect(await store.vector('c', 'b')).toBeUndefined();
    });

    it('gives every item version a key of its own', async () => {
      await store.createCollection('c', SOURCE);
      const keys: number[] = [];
      for (let round = 0; round < 3; round++) {
        await store.commit('c', [{ type: 'add', item: item('a') }]);
        keys.push((await store.get('c', 'a'))!.key);
        await store.commit('c', [{ type: 'remove', id: 'a' }]);
      }
      expect(new Set(keys).size).toBe(3);
    });

    it('finds items by key in the order asked for, without those that are gone', async () => {
      await store.createCollection('c', SOURCE);
      await store.commit('c', [
        { type: 'add', item: item('a') },
        { type: 'add', item: item('b') },
        { type: 'add', item: item('d') },
      ]);
      const key = async (id: string): Promise<number> => (await store.get('c', id))!.key;
      const [a, b, d] = [await key('a'), await key('b'), await key('d')];
      await store.commit('c', [{ type: 'remove', id: 'b' }]);
      expect((await store.byKeys('c', [d, b, a, 99])).map(({ id }) => id)).toEqual(['d', 'a']);
    });

    it('replays changes in steps, removals as removals', async () => {
      await store.createCollection('c', SOURCE);
      await store.commit('c', [
        { type: 'add', item: item('a') },
        { type: 'add', item: item('b') },
        { type: 'remove', id: 'a' },
        { type: 'add', item: item('d', { vector: Float32Array.of(0, 0, 1) }) },
      ]);
      const all = await store.changes('c', 0, 100);
      expect(all.map(({ seq, vector }) => [seq, vector === null ? null : [...vector].map((value) => Math.round(value * 10) / 10)])).toEqual(
        [
          [2, [0.6, 0.8, 0]],
          [3, null],
          [4, [0, 0, 1]],
        ],
      );
      expect(await store.changes('c', 0, 2)).toEqual(all.slice(0, 2));
      expect(await store.changes('c', 2, 100)).toEqual(all.slice(1));
      expect(await store.changes('c', 4, 100)).toEqual([]);
    });

    it('keeps collections apart', async () => {
      await store.createCollection('c', SOURCE);
      await store.createCollection('e', SOURCE);
      await store.commit('c', [{ type: 'add', item: item('a') }]);
      expect(await store.get('e', 'a')).toBeUndefined();
      expect(await store.changes('e', 0, 10)).toEqual([]);
      expect(await store.collection('e')).toMatchObject({ items: 0, lastSeq: 0 });
    });

    it('names a collection that is not there', async () => {
      const missing = { code: 'COLLECTION_NOT_FOUND' };
      await expect(store.commit('c', [{ type: 'remove', id: 'a' }])).rejects.toMatchObject(missing);
      await expect(store.get('c', 'a')).rejects.toMatchObject(missing);
      await expect(store.changes('c', 0, 1)).rejects.toMatchObject(missing);
      await expect(store.byKeys('c', [1])).rejects.toMatchObject(missing);
      expect(await store.deleteCollection('c')).toBe(false);
    });

    it('deletes a collection with all in it and never reuses its number', async () => {
      const { record } = await store.createCollection('c', SOURCE);
      await store.commit('c', [{ type: 'add', item: item('a') }]);
      expect(await store.deleteCollection('c')).toBe(true);
      expect(await store.collections()).toEqual([]);
      const again = await store.createCollection('c', SOURCE);
      expect(again.record.number).not.toBe(record.number);
      expect(await store.get('c', 'a')).toBeUndefined();
    });

    it('commits all writes or none', async () => {
      await store.createCollection('c', SOURCE);
      const writes = [
        { type: 'add', item: item('a') },
        { type: 'add', item: item('b', { vector: Float32Array.of(1, 0) }) },
      ] as const;
      await expect(store.commit('c', writes)).rejects.toMatchObject({ code: 'BAD_VECTOR' });
      expect(await store.collection('c')).toMatchObject({ items: 0, lastSeq: 0 });
      expect(await store.get('c', 'a')).toBeUndefined();
    });

    it('has everything again when it is opened again', async () => {
      await store.createCollection('c', SOURCE);
      await store.commit('c', [
        { type: 'add', item: item('a') },
        { type: 'add', item: item('b') },
        { type: 'remove', id: 'a' },
      ]);
      const before = { collections: await store.collections(), changes: await store.changes('c', 0, 10), b: await store.get('c', 'b') };
      await store.close();
      store = await reopen();
      expect({ collections: await store.collections(), changes: await store.changes('c', 0, 10), b: await store.get('c', 'b') }).toEqual(
        before,
      );
    });
  });
}
