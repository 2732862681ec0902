import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { asideName } from '../src/domain/aside-name.js';
import type { ItemStore, NewItem, VectorSource } from '../src/domain/item-store.js';
import type { PurgeStore } from '../src/domain/purge-store.js';

const NOW = '2026-11-24T02:15:30.000Z';
const LATER = '2026-11-25T08:00:00.000Z';
const SOURCE: VectorSource = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 3 };

type Store = ItemStore & { readonly purges: PurgeStore };

const item = (id: string): NewItem => ({
  ...{ id, label: 'apple', metadata: {}, contentHash: `hash of ${id}`, blob: `blob of ${id}` },
  ...{ vector: Float32Array.of(0.6, 0.8, id.length), origin: null },
});
/** Worked out anew here, as the API describes it. */
const digest = (id: string): bigint => {
  const vector = Buffer.alloc(12);
  [0.6, 0.8, id.length].forEach((value, at) => vector.writeFloatLE(value, at * 4));
  return BigInt(`0x${createHash('sha256').update(`${id}\nhash of ${id}\n`).update(vector).digest('hex')}`);
};
const combined = (...ids: string[]): string =>
  ids
    .map(digest)
    .reduce((all, each) => all ^ each, 0n)
    .toString(16)
    .padStart(64, '0');

/** What every store of items must do about purges. @param fresh opens an empty store and gives a way to open the same data again. */
export function describePurgeStore(name: string, fresh: () => Promise<{ store: Store; reopen: () => Promise<Store> }>): void {
  describe(`${name} as a PurgeStore`, () => {
    let store: Store;
    let reopen: () => Promise<Store>;
    beforeEach(async () => {
      ({ store, reopen } = await fresh());
      await store.createCollection('c', SOURCE, NOW);
      await store.commit(
        'c',
        ['a', 'bb', 'ccc'].map((id) => ({ type: 'add', item: item(id) })),
        NOW,
      );
      return () => store.close();
    });
    const again = async (): Promise<void> => {
      await store.close();
      store = await reopen();
    };
    const erasedSeqOf = async (collection: string): Promise<number> => (await store.collection(collection))!.erasedSeq;

    it('begins a purge together with the removal that it is for, and keeps it through a new start', async () => {
      expect(await erasedSeqOf('c')).toBe(0);
      expect(await store.commit('c', [{ type: 'remove', id: 'none', purge: 'p' }], LATER)).toEqual([{ type: 'missing' }]);
      expect(await store.purges.get('p')).toBeUndefined();
      expect(await store.commit('c', [{ type: 'remove', id: 'a', ifVersion: 7, purge: 'p' }], LATER)).toMatchObject([{ type: 'stale' }]);
      expect(await store.purges.pending()).toEqual([]);
      expect(await store.commit('c', [{ type: 'remove', id: 'a', purge: 'p' }], LATER)).toMatchObject([{ type: 'removed' }]);
      await again();
      const { number } = (await store.collection('c'))!;
      const begun = {
        ...{ id: 'p', what: 'items', collection: number, name: 'c', requestedAt: LATER, removedAt: null, finishedAt: null },
        ...{ items: 1, ids: ['a'], sha256: combined('a'), problem: null, heldBy: [] },
      };
      expect(await store.purges.pending()).toEqual([{ ...begun, filter: null }]);
      expect(await store.purges.leftovers(10)).toEqual(['blob of a']);
      await store.purges.removed('p', LATER);
      expect(await erasedSeqOf('c')).toBe(4);
      await store.purges.dropLeftovers(['blob of a']);
      expect(await store.purges.leftovers(10)).toEqual([]);
      await store.purges.failed(['p'], 'the disk is full');
      expect(await store.purges.get('p')).toEqual({ ...begun, removedAt: LATER, problem: 'the disk is full' });
      await store.purges.scour();
      const heldBy = [{ kind: 'backup', name: 'monday', writtenAt: NOW, certain: true }] as const;
      await store.purges.finish('p', heldBy, LATER);
      await again();
      expect(await store.purges.get('p')).toEqual({ ...begun, removedAt: LATER, finishedAt: LATER, heldBy });
      expect(await store.purges.pending()).toEqual([]);
    });

    it('counts items of one purge however they come, and forgets what it looked for', async () => {
      const filter = { field: 'label', eq: 'apple' } as const;
      const { number } = (await store.collection('c'))!;
      await store.purges.begin({ id: 'p', what: 'items', collection: number, name: 'c', filter }, NOW);
      for (const id of ['ccc', 'a']) await store.commit('c', [{ type: 'remove', id, purge: 'p' }], LATER);
      // Begun twice, it is the same.
      await store.purges.begin({ id: 'p', what: 'items', collection: number, name: 'c', filter: null }, LATER);
      expect(await store.purges.pending()).toMatchObject([
        { filter, items: 2, ids: ['ccc', 'a'], sha256: combined('a', 'ccc'), requestedAt: NOW },
      ]);
      await store.purges.withdraw('p');
      await store.purges.removed('p', LATER);
      expect(await store.purges.pending()).toMatchObject([{ filter: null, removedAt: LATER }]);
      await store.purges.begin({ id: 'q', what: 'items', collection: number, name: 'c', filter }, NOW);
      await store.purges.withdraw('q');
      expect((await store.purges.pending()).map(({ id }) => id)).toEqual(['p']);
    });

    it('takes the copy along that is being built aside, and lets no copy come after', async () => {
      const source = (await store.collection('c'))!;
      const aside = asideName('c');
      await store.createCollection(aside, SOURCE, NOW);
      const [a, bb] = await store.byKeys(source, [0, 1]);
      const copy = (id: string): NewItem => ({ ...item(id), blob: `copy of ${id}` });
      const add = (id: string, key: number) => ({ type: 'add', item: copy(id), copyOf: { collection: source.number, key } }) as const;
      expect(await store.commit(aside, [add('a', a!.key)], NOW)).toMatchObject([{ type: 'added' }]);
      await store.commit('c', [{ type: 'remove', id: 'a', purge: 'p' }], LATER);
      await store.commit('c', [{ type: 'remove', id: 'bb', purge: 'p' }], LATER);
      expect(await store.get(aside, 'a')).toBeUndefined();
      expect((await store.purges.leftovers(10)).sort()).toEqual(['blob of a', 'blob of bb', 'copy of a']);
      expect(await store.commit(aside, [add('bb', bb!.key), add('ccc', 2)], LATER)).toMatchObject([{ type: 'missing' }, { type: 'added' }]);
      expect(await store.purges.get('p')).toMatchObject({ items: 2, ids: ['a', 'bb'], sha256: combined('a', 'bb') });
      await store.purges.removed('p', LATER);
      expect([await erasedSeqOf('c'), await erasedSeqOf(aside)]).toEqual([5, 3]);
    });

    it('counts a whole collection to its purge, and leaves all that lies beside its rows to be deleted', async () => {
      const { number } = (await store.collection('c'))!;
      const { record: aside } = await store.createCollection(asideName('c'), SOURCE, NOW);
      await store.commit(asideName('c'), [{ type: 'add', item: item('a') }], NOW);
      await store.purges.begin({ id: 'p', what: 'collection', collection: number, name: 'c', filter: null }, NOW);
      await store.deleteCollection(asideName('c'));
      await store.deleteCollection('c');
      expect(await store.purges.get('p')).toMatchObject({ items: 3, sha256: combined('a', 'bb', 'ccc') });
      expect(await store.purges.leftovers(10)).toEqual(expect.arrayContaining([String(number), String(aside.number)]));
      await store.createCollection('other', SOURCE, NOW);
      await store.commit('other', [{ type: 'add', item: item('a') }], NOW);
      await store.deleteCollection('other');
      expect(await store.purges.get('p')).toMatchObject({ items: 3 });
    });

    it('erases what was deleted before, of every collection', async () => {
      await store.createCollection('d', SOURCE, NOW);
      await store.commit('d', [{ type: 'add', item: item('x') }], NOW);
      await store.commit('c', [{ type: 'remove', id: 'a' }], NOW);
      await store.purges.begin({ id: 'p', what: 'deleted', collection: null, name: null, filter: null }, NOW);
      await store.purges.removed('p', NOW);
      expect([await erasedSeqOf('c'), await erasedSeqOf('d')]).toEqual([4, 1]);
    });

    it('lists purges newest first, page by page, also of some collections only', async () => {
      const begin = (id: string, of: string) => store.purges.begin({ id, what: 'items', collection: 1, name: of, filter: null }, NOW);
      for (const [n, of] of ['c', 'd', 'c', 'd', 'c'].entries()) await begin(`p${n}`, of);
      const first = await store.purges.list({ limit: 2 });
      expect(first.purges.map(({ id }) => id)).toEqual(['p4', 'p3']);
      expect((await store.purges.list({ limit: 9, after: first.next })).purges.map(({ id }) => id)).toEqual(['p2', 'p1', 'p0']);
      const some = await store.purges.list({ limit: 2, names: ['d', 'e'] });
      expect(some).toMatchObject({ purges: [{ id: 'p3' }, { id: 'p1' }], next: undefined });
      await expect(store.purges.list({ limit: 2, after: 'p3' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    });
  });
}
