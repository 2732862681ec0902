import { beforeEach, describe, expect, it } from 'vitest';
import type { FeedbackFilter, FeedbackRecord, FeedbackStore, ToldFeedback } from '../src/domain/feedback-store.js';

const START = Date.parse('2026-11-30T10:00:00.000Z');
/** Times of the tests: so many seconds behind the first. */
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
/** The id of a picture of the tests. */
export const idOf = (number: number): string => number.toString(16).padStart(64, '0');
/** No bounds that a test meets. */
export const ROOMY = { records: 1000, bytes: 1_000_000 };

/** What is told of a picture. */
export const told = (label: string, changes: Partial<ToldFeedback> = {}): ToldFeedback => ({
  label,
  predicted: null,
  mayTrain: false,
  note: null,
  ...changes,
});
/** What a model had said. */
export const said = (label: string, version = 1): NonNullable<ToldFeedback['predicted']> => ({
  label,
  probability: 0.75,
  unknown: false,
  model: { name: 'photos', version },
});

/** What every FeedbackStore must do. @param fresh opens an empty store and gives a way to open the same again, as another process would. */
export function describeFeedbackStore(
  name: string,
  fresh: () => Promise<{ store: FeedbackStore; another: () => Promise<FeedbackStore> }>,
): void {
  describe(`${name} as a FeedbackStore`, () => {
    let store: FeedbackStore;
    let another: () => Promise<FeedbackStore>;
    beforeEach(async () => {
      ({ store, another } = await fresh());
      return () => store.close();
    });
    const keep = (number: number, what: ToldFeedback, second = number, bounds = ROOMY) =>
      store.record(idOf(number), what, what.mayTrain ? { blob: `b/${number}-${second}`, bytes: 100 } : null, bounds, at(second));
    const numbers = async (filter: FeedbackFilter = {}): Promise<number[]> =>
      (await store.list({ limit: 1000, ...filter })).records.map(({ id }) => Number.parseInt(id, 16));

    it('keeps what is told of a picture, for whoever has it open', async () => {
      const what = told('Käse "ü"\n', { predicted: { ...said('apple'), unknown: true }, mayTrain: true, note: 'from the till' });
      const record: FeedbackRecord = {
        ...{ ...what, id: idOf(1), picture: { blob: 'b/1-1', bytes: 100 } },
        ...{ createdAt: at(1), updatedAt: at(1), earlier: [] },
      };
      expect(await keep(1, what)).toEqual({ change: 'created', record, unused: null });
      const other = await another();
      for (const each of [store, other]) expect(await each.get(idOf(1))).toEqual(record);
      expect(await other.get(idOf(2))).toBeUndefined();
      const bare = told('pear', { predicted: { label: 'apple', probability: null, unknown: null, model: null } });
      await keep(2, bare);
      expect(await other.get(idOf(2))).toEqual({
        ...{ ...bare, id: idOf(2), picture: null },
        ...{ createdAt: at(2), updatedAt: at(2), earlier: [] },
      });
      await other.close();
    });

    it('lets what is told last count, and keeps the labels of before', async () => {
      await keep(1, told('apple'));
      expect(await keep(1, told('apple'), 5)).toMatchObject({ change: 'unchanged', record: { updatedAt: at(1) } });
      expect(await keep(1, told('apple', { predicted: said('pear') }), 6)).toMatchObject({ change: 'changed', record: { earlier: [] } });
      const { change, record } = await keep(1, told('pear'), 7);
      expect([change, record]).toMatchObject([
        'changed',
        { label: 'pear', predicted: null, createdAt: at(1), updatedAt: at(7), earlier: [{ label: 'apple', until: at(7) }] },
      ]);
      for (let second = 10; second < 25; second++) await keep(1, told(`label ${second}`), second);
      const { earlier } = (await store.get(idOf(1)))!;
      expect(earlier.map(({ label }) => label)).toEqual(Array.from({ length: 10 }, (_, nth) => `label ${14 + nth}`));
    });

    it('keeps the picture that is there, lets it go with the consent, and says which blob is needed no more', async () => {
      expect((await keep(1, told('apple', { mayTrain: true }))).unused).toBeNull();
      const again = await keep(1, told('apple', { mayTrain: true }), 2);
      expect([again.change, again.unused]).toEqual(['unchanged', 'b/1-2']);
      const relabelled = await keep(1, told('pear', { mayTrain: true }), 3);
      expect([relabelled.unused, relabelled.record.picture?.blob]).toEqual(['b/1-3', 'b/1-1']);
      expect(await store.blobsInUse(['b/1-1', 'b/1-3', 'b/9'])).toEqual(['b/1-1']);
      const withdrawn = await keep(1, told('pear'), 4);
      expect([withdrawn.unused, withdrawn.record.picture]).toEqual(['b/1-1', null]);
      expect(await store.blobsInUse(['b/1-1'])).toEqual([]);
      expect((await keep(1, told('pear', { mayTrain: true }), 5)).record.picture?.blob).toBe('b/1-5');
    });

    it('lists by when pictures were first told of, page by page, each once, whatever changes meanwhile', async () => {
      for (const number of [1, 2, 3, 4, 5]) await keep(number, told('apple'));
      const first = await store.list({ limit: 2 });
      await keep(1, told('pear'), 20);
      await keep(6, told('apple'));
      const second = await store.list({ limit: 2, after: first.next });
      const third = await store.list({ limit: 2, after: second.next });
      const ids = [first, second, third].map(({ records }) => records.map(({ id }) => Number.parseInt(id, 16)));
      expect(ids).toEqual([[5, 4], [3, 2], [1]]);
      expect([third.records[0]!.label, third.next]).toEqual(['pear', undefined]);
    });

    it('finds what fits everything that is asked for', async () => {
      await keep(1, told('apple', { predicted: said('apple') }));
      await keep(2, told('apple', { predicted: said('pear'), mayTrain: true }));
      await keep(3, told('pear', { predicted: said('apple') }));
      await keep(4, told('apple'));
      expect(await numbers({ label: 'apple' })).toEqual([4, 2, 1]);
      expect(await numbers({ disagrees: true })).toEqual([3, 2]);
      expect(await numbers({ disagrees: false })).toEqual([1]);
      expect(await numbers({ mayTrain: true })).toEqual([2]);
      expect(await numbers({ mayTrain: false })).toEqual([4, 3, 1]);
      expect(await numbers({ since: at(2), until: at(4) })).toEqual([3, 2]);
      expect(await numbers({ label: 'apple', disagrees: true, since: at(3) })).toEqual([]);
    });

    it.each([{ after: 'x' }, { after: '0' }, { limit: 0 }, { limit: 1001 }, { limit: 1.5 }])('refuses the page %j', async (page) => {
      await expect(store.list({ limit: 10, ...page })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    });

    it('counts by label, by pair and by model, the most frequent first', async () => {
      await keep(1, told('apple', { predicted: said('apple'), mayTrain: true }));
      await keep(2, told('apple', { predicted: said('pear', 2), mayTrain: true }));
      await keep(3, told('pear', { predicted: { ...said('apple', 2), unknown: true } }));
      await keep(4, told('apple'));
      await keep(5, told('plum', { predicted: { label: 'plum', probability: null, unknown: null, model: null } }));
      expect(await store.counts({}, 10)).toEqual({
        ...{ records: 5, compared: 4, right: 2, pictures: 2, bytes: 200 },
        labels: [
          { label: 'apple', records: 3, compared: 2, right: 1 },
          { label: 'pear', records: 1, compared: 1, right: 0 },
          { label: 'plum', records: 1, compared: 1, right: 1 },
        ],
        pairs: [
          { label: 'apple', predicted: 'apple', records: 1 },
          { label: 'apple', predicted: 'pear', records: 1 },
          { label: 'pear', predicted: 'apple', records: 1 },
          { label: 'plum', predicted: 'plum', records: 1 },
        ],
        models: [
          { model: { name: 'photos', version: 2 }, compared: 2, right: 0, unknown: 1 },
          { model: null, compared: 1, right: 1, unknown: 0 },
          { model: { name: 'photos', version: 1 }, compared: 1, right: 1, unknown: 0 },
        ],
      });
      const cut = await store.counts({ since: at(2), until: at(5) }, 1);
      expect(cut).toMatchObject({ records: 3, labels: [{ label: 'apple', records: 2 }], pairs: [{ label: 'apple', predicted: 'pear' }] });
      expect(cut.models).toHaveLength(1);
    });

    it('counts nothing of an empty store', async () => {
      const nothing = { records: 0, compared: 0, right: 0, pictures: 0, bytes: 0, labels: [], pairs: [], models: [] };
      expect(await store.counts({}, 10)).toEqual(nothing);
    });

    it('forgets a record whole, and takes it anew', async () => {
      await keep(1, told('apple', { mayTrain: true }));
      expect(await store.forget(idOf(1))).toMatchObject({ label: 'apple', picture: { blob: 'b/1-1' } });
      expect([await store.forget(idOf(1)), await store.get(idOf(1)), await numbers()]).toEqual([undefined, undefined, []]);
      expect(await keep(1, told('pear'), 9)).toMatchObject({ change: 'created', record: { createdAt: at(9), earlier: [] } });
    });

    it('refuses one record or one byte too many and changes nothing; what is known may change and go', async () => {
      const bounds = { records: 2, bytes: 250 };
      const full = { code: 'FEEDBACK_FULL' };
      await keep(1, told('apple', { mayTrain: true }), 1, bounds);
      await keep(2, told('apple', { mayTrain: true }), 2, bounds);
      await expect(keep(3, told('apple'), 3, bounds)).rejects.toMatchObject(full);
      expect(await keep(1, told('pear', { mayTrain: true }), 4, bounds)).toMatchObject({ change: 'changed' });
      await keep(2, told('apple'), 5, bounds);
      await expect(keep(2, told('apple', { mayTrain: true }), 6, { records: 2, bytes: 199 })).rejects.toMatchObject(full);
      expect((await store.get(idOf(2)))!.mayTrain).toBe(false);
      expect(await keep(2, told('apple', { mayTrain: true }), 7, { records: 2, bytes: 200 })).toMatchObject({ change: 'changed' });
      // Also where less is allowed than there is.
      expect(await keep(1, told('apple'), 8, { records: 0, bytes: 0 })).toMatchObject({ change: 'changed' });
      await store.forget(idOf(2));
      await keep(3, told('apple', { mayTrain: true }), 9, bounds);
    });

    it('makes one record of what is told of a picture at once', async () => {
      const other = await another();
      const changes = await Promise.all(
        Array.from({ length: 20 }, async (_, nth) => {
          const picture = { blob: `b/${nth}`, bytes: 100 };
          const which = nth % 2 === 0 ? store : other;
          return which.record(idOf(1), told(`label ${nth}`, { mayTrain: true }), picture, ROOMY, at(nth));
        }),
      );
      expect(changes.filter(({ change }) => change === 'created')).toHaveLength(1);
      const [record, ...more] = (await store.list({ limit: 10 })).records;
      expect(more).toEqual([]);
      // Every picture but the one that is kept is given back, once.
      const unused = changes.flatMap((each) => each.unused ?? []);
      expect([...unused, record!.picture!.blob].sort()).toEqual(Array.from({ length: 20 }, (_, nth) => `b/${nth}`).sort());
      expect(await store.counts({}, 1)).toMatchObject({ records: 1, pictures: 1, bytes: 100 });
      await other.close();
    });
  });
}
