import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { countFacets } from '../src/domain/facets.js';
import { matchesFilter, type Filter, type FilterField, type Scalar } from '../src/domain/filter.js';
import type { Change, ItemStore, NewItem, VectorSource, Write } from '../src/domain/item-store.js';

const NOW = '2026-11-24T02:15:30.000Z';
const LATER = '2026-11-25T08:00:00.000Z';
const SOURCE: VectorSource = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 3 };

const LABELS = ['even', null, 'ünéven', 'Even'];

/** Those that a database may answer from an index, where nothing and the wrong type have to mean the same. */
const LABEL_FILTERS: readonly Filter[] = [
  { field: 'label', eq: null },
  { field: 'label', eq: 1 },
  { field: 'label', in: [null, 'even'] },
  { not: { field: 'label', in: ['even', 'ünéven'] } },
  { not: { field: 'label', eq: 'even' } },
  {
    and: [
      { field: 'label', eq: 'even' },
      { field: 'metadata.n', exists: true },
    ],
  },
  { or: [{ field: 'label', eq: 'Even' }, { not: { field: 'metadata.n', eq: 2 } }] },
];

const item = (id: string, more: Partial<NewItem> = {}): NewItem => ({
  id,
  label: 'apple',
  metadata: { from: id },
  contentHash: `hash of ${id}`,
  blob: `1/${id}`,
  vector: Float32Array.of(0.6, 0.8, 0),
  origin: null,
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
      const first = await store.createCollection('pears', SOURCE, NOW);
      expect(first).toMatchObject({ created: true, record: { name: 'pears', items: 0, lastSeq: 0, ...SOURCE } });
      expect(first.record.createdAt).toBe(NOW);
      await store.createCollection('apples', SOURCE, NOW);
      const again = await store.createCollection('pears', { ...SOURCE, encoderHash: 'other' }, NOW);
      expect(again).toEqual({ created: false, record: first.record });
      expect((await store.collections()).map((record) => record.name)).toEqual(['apples', 'pears']);
    });

    it('refuses a name that differs from another only in case', async () => {
      await store.createCollection('Pears', SOURCE, NOW);
      await expect(store.createCollection('pears', SOURCE, NOW)).rejects.toMatchObject({ code: 'COLLECTION_CONFLICT' });
      expect(await store.collection('pears')).toBeUndefined();
    });

    it('answers every write of a commit in order', async () => {
      await store.createCollection('c', SOURCE, NOW);
      const results = await store.commit(
        'c',
        [
          { type: 'add', item: item('a') },
          { type: 'add', item: item('a') },
          { type: 'add', item: item('a', { contentHash: 'another' }) },
          { type: 'remove', id: 'a' },
          { type: 'remove', id: 'a' },
          { type: 'add', item: item('a', { contentHash: 'another' }) },
        ],
        NOW,
      );
      expect(results.map(({ type }) => type)).toEqual(['added', 'existing', 'conflict', 'removed', 'missing', 'added']);
      expect(await store.collection('c')).toMatchObject({ items: 1, lastSeq: 3 });
    });

    it('lets an item replace one of its own origin, and no other', async () => {
      await store.createCollection('c', SOURCE, NOW);
      const from = (origin: string | null, contentHash: string): Write => ({ type: 'add', item: item('a', { origin, contentHash }) });
      const commit = async (write: Write) => (await store.commit('c', [write], LATER))[0]!;
      expect(await commit(from('folder:1', 'first'))).toMatchObject({ type: 'added', item: { origin: 'folder:1', key: 0 } });
      expect(await commit(from('folder:2', 'first'))).toMatchObject({ type: 'existing', item: { origin: 'folder:1' } });
      for (const origin of ['folder:2', null]) expect(await commit(from(origin, 'second'))).toMatchObject({ type: 'conflict' });
      const replaced = await commit(from('folder:1', 'second'));
      expect(replaced).toMatchObject({
        type: 'replaced',
        item: { contentHash: 'second', key: 1 },
        previous: { contentHash: 'first', key: 0 },
      });
      expect(await store.collection('c')).toMatchObject({ items: 1 });
      expect((await store.changes('c', 0, 10)).changes.map(({ type, key }) => [type, key])).toEqual([
        ['remove', 0],
        ['put', 1],
      ]);
      expect(await commit({ type: 'patch', id: 'a', changes: { origin: null } })).toMatchObject({
        type: 'patched',
        item: { origin: null },
      });
      expect(await commit(from(null, 'third'))).toMatchObject({ type: 'conflict' });
      expect(await commit({ type: 'patch', id: 'a', changes: { label: 'pear' } })).toMatchObject({ item: { origin: null, label: 'pear' } });
    });

    it('keeps times and version of an item that is carried over', async () => {
      await store.createCollection('c', SOURCE, NOW);
      await store.commit('c', [{ type: 'add', item: item('a', { createdAt: NOW }) }], LATER);
      expect(await store.get('c', 'a')).toMatchObject({ createdAt: NOW, updatedAt: LATER, version: 1 });
      await store.commit('c', [{ type: 'add', item: item('b', { createdAt: NOW, updatedAt: NOW, version: 7 }) }], LATER);
      expect(await store.get('c', 'b')).toMatchObject({ createdAt: NOW, updatedAt: NOW, version: 7 });
    });

    it('lets a collection take the place of another, if that one has not changed', async () => {
      const old = (await store.createCollection('c', SOURCE, NOW)).record;
      await store.setAlias('best', 'c');
      await store.commit('c', [{ type: 'add', item: item('old') }], NOW);
      const next = (await store.createCollection('c~next', { ...SOURCE, encoderHash: 'new' }, LATER)).record;
      await store.commit(next, [{ type: 'add', item: item('new') }], LATER);
      expect(await store.replaceCollection(next, 'c', 0)).toBe(false);
      expect(await store.get('c', 'old')).toBeDefined();
      expect(await store.replaceCollection(next, 'c', 1)).toBe(true);
      expect(await store.collections()).toMatchObject([{ name: 'c', number: next.number, createdAt: NOW, encoderHash: 'new', items: 1 }]);
      expect([await store.get('c', 'old'), await store.get('c', 'new')]).toMatchObject([undefined, { id: 'new' }]);
      expect(await store.aliases()).toEqual([{ alias: 'best', collection: 'c' }]);
      const missing = { code: 'COLLECTION_NOT_FOUND' };
      await expect(store.commit(old, [{ type: 'remove', id: 'new' }], LATER)).rejects.toMatchObject(missing);
      await expect(store.replaceCollection(next, 'c', 1)).rejects.toMatchObject(missing);
      await expect(store.replaceCollection({ ...next, name: 'c' }, 'none', 0)).rejects.toMatchObject(missing);
    });

    it('gives items back as they were added', async () => {
      await store.createCollection('c', SOURCE, NOW);
      await store.commit('c', [{ type: 'add', item: item('a', { label: null, metadata: { deep: [1, { ü: '"' }] } }) }], NOW);
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
      await store.createCollection('c', SOURCE, NOW);
      const keys: number[] = [];
      for (let round = 0; round < 3; round++) {
        await store.commit('c', [{ type: 'add', item: item('a') }], NOW);
        keys.push((await store.get('c', 'a'))!.key);
        await store.commit('c', [{ type: 'remove', id: 'a' }], NOW);
      }
      expect(new Set(keys).size).toBe(3);
    });

    it('finds items by key in the order asked for, without those that are gone', async () => {
      await store.createCollection('c', SOURCE, NOW);
      await store.commit(
        'c',
        [
          { type: 'add', item: item('a') },
          { type: 'add', item: item('b') },
          { type: 'add', item: item('d') },
        ],
        NOW,
      );
      const key = async (id: string): Promise<number> => (await store.get('c', id))!.key;
      const [a, b, d] = [await key('a'), await key('b'), await key('d')];
      await store.commit('c', [{ type: 'remove', id: 'b' }], NOW);
      expect((await store.byKeys('c', [d, b, a, 99])).map(({ id }) => id)).toEqual(['d', 'a']);
    });

    it('replays changes in steps, removals as removals', async () => {
      await store.createCollection('c', SOURCE, NOW);
      await store.commit(
        'c',
        [
          { type: 'add', item: item('a') },
          { type: 'add', item: item('b') },
          { type: 'remove', id: 'a' },
          { type: 'add', item: item('d', { vector: Float32Array.of(0, 0, 1) }) },
        ],
        NOW,
      );
      const { changes: all, ...collection } = await store.changes('c', 0, 100);
      const short = (change: Change) =>
        change.type === 'put' ? [change.seq, [...change.vector].map((value) => Math.round(value * 10) / 10)] : [change.seq, null];
      expect(all.map(short)).toEqual([
        [2, [0.6, 0.8, 0]],
        [3, null],
        [4, [0, 0, 1]],
      ]);
      expect(all[0]).toMatchObject({ type: 'put', id: 'b', label: 'apple', metadata: { from: 'b' }, createdAt: NOW });
      expect(collection).toEqual({ items: 2, lastSeq: 4, trimmedSeq: 0 });
      expect((await store.changes('c', 0, 2)).changes).toEqual(all.slice(0, 2));
      expect((await store.changes('c', 2, 100)).changes).toEqual(all.slice(1));
      expect((await store.changes('c', 4, 100)).changes).toEqual([]);
    });

    it('patches what is named and nothing else, and tells the index of it', async () => {
      await store.createCollection('c', SOURCE, NOW);
      await store.commit('c', [{ type: 'add', item: item('a') }], NOW);
      const before = (await store.get('c', 'a'))!;
      expect(before).toMatchObject({ version: 1, createdAt: NOW, updatedAt: NOW });
      const [patched] = await store.commit('c', [{ type: 'patch', id: 'a', changes: { label: null } }], LATER);
      expect(patched).toEqual({ type: 'patched', item: { ...before, label: null, version: 2, updatedAt: LATER } });
      await store.commit('c', [{ type: 'patch', id: 'a', changes: { metadata: { year: 2024 } } }], LATER);
      const after = await store.get('c', 'a');
      expect(after).toEqual({ ...before, label: null, metadata: { year: 2024 }, version: 3, updatedAt: LATER });
      const { changes } = await store.changes('c', 1, 10);
      expect(changes).toMatchObject([
        { type: 'put', seq: 3, key: before.key, label: null, metadata: { year: 2024 }, vector: { length: 3 } },
      ]);
      expect(await store.commit('c', [{ type: 'patch', id: 'b', changes: {} }], LATER)).toEqual([{ type: 'missing' }]);
      // Adding is repeated by its own content, whatever was patched since.
      expect(await store.commit('c', [{ type: 'add', item: item('a') }], LATER)).toEqual([{ type: 'existing', item: after }]);
    });

    it('changes nothing where another version was meant', async () => {
      await store.createCollection('c', SOURCE, NOW);
      await store.commit('c', [{ type: 'add', item: item('a') }], NOW);
      const results = await store.commit(
        'c',
        [
          { type: 'patch', id: 'a', changes: { label: 'x' }, ifVersion: 2 },
          { type: 'patch', id: 'a', changes: { label: 'y' }, ifVersion: 1 },
          { type: 'remove', id: 'a', ifVersion: 1 },
          { type: 'remove', id: 'a', ifVersion: 2 },
        ],
        LATER,
      );
      expect(results.map(({ type }) => type)).toEqual(['stale', 'patched', 'stale', 'removed']);
      expect(await store.collection('c')).toMatchObject({ items: 0, lastSeq: 3 });
    });

    it('changes nothing where an item was meant that has made way for another of its id', async () => {
      await store.createCollection('c', SOURCE, NOW);
      const add = { type: 'add', item: item('a') } as const;
      await store.commit('c', [add, { type: 'remove', id: 'a' }, add], NOW);
      const { key } = (await store.get('c', 'a'))!;
      const results = await store.commit(
        'c',
        [
          { type: 'patch', id: 'a', changes: { label: 'x' }, ifVersion: 1, ifKey: key - 1 },
          { type: 'remove', id: 'a', ifKey: key - 1 },
          { type: 'patch', id: 'a', changes: { label: 'y' }, ifVersion: 1, ifKey: key },
          { type: 'remove', id: 'a', ifKey: key },
        ],
        LATER,
      );
      expect(results.map(({ type }) => type)).toEqual(['stale', 'stale', 'patched', 'removed']);
    });

    it('lists items page by page in the order in which they were added, also while some come and go', async () => {
      await store.createCollection('c', SOURCE, NOW);
      const ids = ['d', 'a', 'c', 'b', 'e'];
      await store.commit(
        'c',
        ids.map((id) => ({ type: 'add' as const, item: item(id) })),
        NOW,
      );
      const first = await store.list('c', { limit: 2 });
      expect(first.items.map(({ id }) => id)).toEqual(['d', 'a']);
      await store.commit(
        'c',
        [
          { type: 'remove', id: 'a' },
          { type: 'remove', id: 'c' },
          { type: 'patch', id: 'd', changes: { label: 'x' } },
          { type: 'add', item: item('late') },
        ],
        LATER,
      );
      const second = await store.list('c', { limit: 2, after: first.next! });
      expect(second.items.map(({ id }) => id)).toEqual(['b', 'e']);
      const third = await store.list('c', { limit: 2, after: second.next! });
      expect([third.items.map(({ id }) => id), third.next]).toEqual([['late'], undefined]);
      for (const after of ['', 'x', '-1', '1e3', '99999999999'])
        await expect(store.list('c', { limit: 2, after })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    });

    it('lists and counts by filter, as the meaning of filters has it', async () => {
      await store.createCollection('c', SOURCE, NOW);
      const values: Record<string, unknown>[] = [
        { n: 1 },
        { n: 2, tags: ['x', 'y'] },
        { n: '2' },
        { deep: { n: null } },
        { tags: [] },
        { constructor: 'mine' },
      ];
      await store.commit(
        'c',
        values.map((metadata, i) => ({ type: 'add' as const, item: item(`i${i}`, { metadata, label: LABELS[i % LABELS.length]! }) })),
        NOW,
      );
      const all = (await store.list('c', { limit: 100 })).items;
      const scalars = fc.constantFrom<Scalar>(1, 2, '2', 'x', 'even', 'ünéven', 'i3', NOW, null, true);
      const fields = fc.constantFrom<FilterField>(
        'label',
        'id',
        'createdAt',
        'metadata.n',
        'metadata.tags',
        'metadata.deep.n',
        'metadata.constructor',
      );
      const leaf = fc.oneof(
        fc.record({ field: fields, eq: scalars }),
        fc.record({ field: fields, in: fc.array(scalars, { maxLength: 3 }) }),
        fc.record({ field: fields, exists: fc.boolean() }),
        fc.record({ field: fields, prefix: fc.constantFrom('', 'e', 'i', '2026') }),
        fc.record({ field: fields, range: fc.record({ gte: fc.constantFrom<number | string>(1, 2, 'a') }) }),
      );
      const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
        filter: fc.oneof(
          { maxDepth: 3, withCrossShrink: true },
          leaf,
          fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
          fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
          fc.record({ not: tie('filter') }),
        ),
      }));
      await fc.assert(
        fc.asyncProperty(filter, fields, async (wanted, field) => {
          const fitting = all.filter((candidate) => matchesFilter(wanted, candidate));
          expect((await store.list('c', { limit: 100, filter: wanted })).items).toEqual(fitting);
          expect(await store.facets('c', { field, limit: 4, filter: wanted })).toEqual(countFacets(fitting, field, 4));
          expect(await store.keysMatching('c', wanted)).toEqual({ keys: Uint32Array.from(fitting, ({ key }) => key), seq: values.length });
        }),
        { numRuns: 150, seed: 20261129, examples: LABEL_FILTERS.map((wanted) => [wanted, 'label']) },
      );
    });

    it('tells which keys fit, and at which seq they did', async () => {
      await store.createCollection('c', SOURCE, NOW);
      await store.createCollection('e', SOURCE, NOW);
      const filter: Filter = { field: 'label', in: ['pear', 'plum'] };
      const keys = async (wanted: Filter): Promise<unknown> => {
        const { keys: found, seq } = await store.keysMatching('c', wanted);
        return [[...found], seq];
      };
      expect(await keys(filter)).toEqual([[], 0]);
      await store.commit('e', [{ type: 'add', item: item('other', { label: 'pear' }) }], NOW);
      await store.commit(
        'c',
        ['plum', 'apple', 'pear', 'pear'].map((label, i) => ({ type: 'add' as const, item: item(`i${i}`, { label }) })),
        NOW,
      );
      const [first, , third, fourth] = (await store.list('c', { limit: 10 })).items.map(({ key }) => key);
      expect(await keys(filter)).toEqual([[first, third, fourth], 4]);
      await store.commit(
        'c',
        [
          { type: 'patch', id: 'i2', changes: { label: 'apple' } },
          { type: 'remove', id: 'i3' },
        ],
        LATER,
      );
      expect(await keys(filter)).toEqual([[first], 6]);
      // One with very many conditions, and one that is nested deeply.
      const many: Filter = { or: Array.from({ length: 5000 }, () => filter) };
      const deep = Array.from({ length: 1500 }).reduce<Filter>((inner) => ({ not: inner }), filter);
      expect([await keys(many), await keys(deep)]).toEqual([
        [[first], 6],
        [[first], 6],
      ]);
    });

    it('gives collections second names, which follow when they are set again and go with the collection', async () => {
      for (const name of ['one', 'two']) await store.createCollection(name, SOURCE, NOW);
      await store.setAlias('main', 'one');
      await store.setAlias('old', 'one');
      await store.setAlias('MAIN', 'two');
      expect(await store.aliases()).toEqual([
        { alias: 'MAIN', collection: 'two' },
        { alias: 'old', collection: 'one' },
      ]);
      await expect(store.setAlias('Two', 'one')).rejects.toMatchObject({ code: 'COLLECTION_CONFLICT' });
      await expect(store.setAlias('x', 'none')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
      await expect(store.createCollection('Old', SOURCE, NOW)).rejects.toMatchObject({ code: 'COLLECTION_CONFLICT' });
      await store.deleteCollection('two');
      expect(await store.aliases()).toEqual([{ alias: 'old', collection: 'one' }]);
      expect(await store.removeAlias('old')).toBe(true);
      expect(await store.removeAlias('old')).toBe(false);
    });

    it('forgets removals up to a seq, and says how far', async () => {
      await store.createCollection('c', SOURCE, NOW);
      for (const id of ['a', 'b'])
        await store.commit(
          'c',
          [
            { type: 'add', item: item(id) },
            { type: 'remove', id },
          ],
          NOW,
        );
      await store.commit('c', [{ type: 'add', item: item('d') }], NOW);
      await store.trim('c', 2);
      expect(await store.changes('c', 0, 10)).toMatchObject({
        trimmedSeq: 2,
        changes: [
          { seq: 4, type: 'remove' },
          { seq: 5, type: 'put' },
        ],
      });
      await store.trim('c', 1);
      expect(await store.changes('c', 0, 10)).toMatchObject({ trimmedSeq: 2 });
      await store.trim('c', 1000);
      expect(await store.changes('c', 0, 10)).toMatchObject({ trimmedSeq: 5, changes: [{ seq: 5 }] });
      expect(await store.collection('c')).toMatchObject({ items: 1, lastSeq: 5 });
    });

    it('shows one process at once what another has committed, and tells that there is something', async () => {
      const other = await reopen();
      try {
        const before = await store.revision();
        expect(await store.revision()).toBe(before);
        await other.createCollection('c', SOURCE, NOW);
        expect(await store.revision()).not.toBe(before);
        const made = await store.revision();
        await other.commit('c', [{ type: 'add', item: item('a') }], NOW);
        expect(await store.revision()).not.toBe(made);
        expect(await store.get('c', 'a')).toMatchObject({ id: 'a' });
        // Both write in turns: keys and seqs are given once.
        await Promise.all(
          Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? store : other).commit('c', [{ type: 'add', item: item(`i${i}`) }], NOW)),
        );
        const { items } = await other.list('c', { limit: 100 });
        expect(items).toHaveLength(41);
        expect(new Set(items.map(({ key }) => key)).size).toBe(41);
        expect((await store.changes('c', 0, 100)).changes.map(({ seq }) => seq)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
        await other.deleteCollection('c');
        await expect(store.get('c', 'a')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
      } finally {
        await other.close();
      }
    });

    it('keeps collections apart', async () => {
      await store.createCollection('c', SOURCE, NOW);
      await store.createCollection('e', SOURCE, NOW);
      await store.commit('c', [{ type: 'add', item: item('a') }], NOW);
      expect(await store.get('e', 'a')).toBeUndefined();
      expect((await store.changes('e', 0, 10)).changes).toEqual([]);
      expect(await store.collection('e')).toMatchObject({ items: 0, lastSeq: 0 });
    });

    it('names a collection that is not there', async () => {
      const missing = { code: 'COLLECTION_NOT_FOUND' };
      await expect(store.commit('c', [{ type: 'remove', id: 'a' }], NOW)).rejects.toMatchObject(missing);
      await expect(store.get('c', 'a')).rejects.toMatchObject(missing);
      await expect(store.changes('c', 0, 1)).rejects.toMatchObject(missing);
      await expect(store.byKeys('c', [1])).rejects.toMatchObject(missing);
      await expect(store.keysMatching('c', { and: [] })).rejects.toMatchObject(missing);
      expect(await store.deleteCollection('c')).toBe(false);
    });

    it('deletes a collection with all in it and never reuses its number', async () => {
      const { record } = await store.createCollection('c', SOURCE, NOW);
      await store.commit('c', [{ type: 'add', item: item('a') }], NOW);
      expect(await store.deleteCollection('c')).toBe(true);
      expect(await store.collections()).toEqual([]);
      const again = await store.createCollection('c', SOURCE, NOW);
      expect(again.record.number).not.toBe(record.number);
      // Whoever means the old one does not get the new one.
      const missing = { code: 'COLLECTION_NOT_FOUND' };
      await expect(store.commit(record, [{ type: 'add', item: item('a') }], NOW)).rejects.toMatchObject(missing);
      await expect(store.byKeys(record, [0])).rejects.toMatchObject(missing);
      await expect(store.changes(record, 0, 1)).rejects.toMatchObject(missing);
      expect(await store.list(again.record, { limit: 1 })).toMatchObject({ items: [] });
      expect(await store.get('c', 'a')).toBeUndefined();
    });

    it('commits all writes or none', async () => {
      await store.createCollection('c', SOURCE, NOW);
      const writes = [
        { type: 'add', item: item('a') },
        { type: 'add', item: item('b', { vector: Float32Array.of(1, 0) }) },
      ] as const;
      await expect(store.commit('c', writes, NOW)).rejects.toMatchObject({ code: 'BAD_VECTOR' });
      expect(await store.collection('c')).toMatchObject({ items: 0, lastSeq: 0 });
      expect(await store.get('c', 'a')).toBeUndefined();
    });

    it('tells since when it is kept and the highest number that it ever gave, also after a deletion', async () => {
      const empty = await store.bounds();
      expect(empty.lastNumber).toBe(0);
      expect(new Date(empty.begunAt).toISOString()).toBe(empty.begunAt);
      expect(Math.abs(Date.parse(empty.begunAt) - Date.now())).toBeLessThan(60_000);
      await store.createCollection('a', SOURCE, NOW);
      const { record } = await store.createCollection('b', SOURCE, NOW);
      await store.deleteCollection('b');
      await store.createCollection('a', SOURCE, NOW);
      expect(await store.bounds()).toEqual({ ...empty, lastNumber: record.number });
      await store.close();
      store = await reopen();
      expect(await store.bounds()).toEqual({ ...empty, lastNumber: record.number });
    });

    it('tells itself from every other store, also after it was opened again', async () => {
      const { storeId } = await store.bounds();
      expect(storeId).toMatch(/^[0-9a-f-]{32,36}$/);
      await store.close();
      store = await reopen();
      expect((await store.bounds()).storeId).toBe(storeId);
    });

    it('lists the keys of a collection and gives vectors by them', async () => {
      await store.createCollection('c', SOURCE, NOW);
      const vectorOf = (n: number): Float32Array => Float32Array.of(n, 0, 1);
      for (let n = 0; n < 4; n++) await store.commit('c', [{ type: 'add', item: item(`i${n}`, { vector: vectorOf(n) }) }], NOW);
      await store.commit('c', [{ type: 'remove', id: 'i1' }], NOW);
      expect([...(await store.keys('c'))]).toEqual([0, 2, 3]);
      expect(await store.vectors('c', [3, 1, 0])).toEqual([
        { key: 3, vector: vectorOf(3) },
        { key: 0, vector: vectorOf(0) },
      ]);
      await expect(store.keys('none')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    });

    it('tells which blobs items of any collection have, until those are removed', async () => {
      for (const name of ['c', 'e']) await store.createCollection(name, SOURCE, NOW);
      await store.commit('c', [{ type: 'add', item: item('a') }], NOW);
      await store.commit(
        'e',
        [
          { type: 'add', item: item('b') },
          { type: 'add', item: item('d', { blob: 'it\'s "7"' }) },
        ],
        NOW,
      );
      const asked = ['none', '1/a', '1/b', 'it\'s "7"', '1/A', ''];
      expect((await store.blobsInUse(asked)).sort()).toEqual(['1/a', '1/b', 'it\'s "7"']);
      expect(await store.blobsInUse([])).toEqual([]);
      await store.commit('e', [{ type: 'remove', id: 'd' }], NOW);
      await store.deleteCollection('c');
      expect(await store.blobsInUse(asked)).toEqual(['1/b']);
    });

    it('has everything again when it is opened again', async () => {
      await store.createCollection('c', SOURCE, NOW);
      await store.commit(
        'c',
        [
          { type: 'add', item: item('a') },
          { type: 'add', item: item('b') },
          { type: 'remove', id: 'a' },
        ],
        NOW,
      );
      const before = { collections: await store.collections(), changes: await store.changes('c', 0, 10), b: await store.get('c', 'b') };
      await store.close();
      store = await reopen();
      expect({ collections: await store.collections(), changes: await store.changes('c', 0, 10), b: await store.get('c', 'b') }).toEqual(
        before,
      );
    });
  });
}
