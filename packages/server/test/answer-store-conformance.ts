import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANSWER_KEPT_MS, ANSWER_LEASE_MS, type AnswerStore } from '../src/domain/answer-store.js';

/** Requests that the stores of the suite remember. */
export const MOST_IN_TESTS = 10;

/** What a suite runs on: a store, and another one on the same data, as of another process or a later start. */
export interface OpenedAnswerStore {
  readonly store: AnswerStore;
  readonly another: () => Promise<AnswerStore>;
}

/** What every answer store does. */
export function describeAnswerStore(name: string, open: () => Promise<OpenedAnswerStore>): void {
  describe(`${name} answer store`, () => {
    const START = Date.parse('2026-11-30T10:00:00.000Z');
    const at = (ms: number): string => new Date(START + ms).toISOString();
    const key = { caller: 'ada', key: 'k' };
    const answer = { status: 202, headers: { location: '/v1/jobs/1' }, body: '{"id":"1"}' };
    let opened: OpenedAnswerStore;
    let store: AnswerStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => store.close());

    it('gives what was answered to the same request, also another process and later', async () => {
      expect(await store.begin(key, 'f', 'h1', at(0))).toEqual({ type: 'begun' });
      expect(await store.begin(key, 'f', 'h2', at(1))).toEqual({ type: 'underWay' });
      expect(await store.begin(key, 'g', 'h2', at(1))).toEqual({ type: 'other' });
      await store.keep(key, 'h1', answer, at(2));
      const other = await opened.another();
      expect(await other.begin(key, 'f', 'h3', at(ANSWER_KEPT_MS))).toEqual({ type: 'answered', answer });
      expect(await other.begin(key, 'g', 'h3', at(ANSWER_KEPT_MS))).toEqual({ type: 'other' });
      await other.close();
    });

    it('keeps callers and keys apart', async () => {
      await store.begin(key, 'f', 'h', at(0));
      expect(await store.begin({ ...key, caller: 'bob' }, 'g', 'h', at(0))).toEqual({ type: 'begun' });
      expect(await store.begin({ ...key, key: 'l' }, 'g', 'h', at(0))).toEqual({ type: 'begun' });
    });

    it('forgets after a day, and what came to nothing at once', async () => {
      await store.begin(key, 'f', 'h1', at(0));
      await store.release(key, 'another');
      expect(await store.begin(key, 'f', 'h2', at(1))).toEqual({ type: 'underWay' });
      await store.release(key, 'h1');
      expect(await store.begin(key, 'g', 'h2', at(2))).toEqual({ type: 'begun' });
      await store.keep(key, 'h2', answer, at(3));
      await store.release(key, 'h2');
      expect(await store.begin(key, 'g', 'h3', at(4))).toMatchObject({ type: 'answered' });
      expect(await store.begin(key, 'f', 'h3', at(4 + ANSWER_KEPT_MS))).toEqual({ type: 'begun' });
    });

    it('lets a request that was not heard of any more be carried out again, and its holder keep nothing', async () => {
      await store.begin(key, 'f', 'h1', at(0));
      await store.extend(key, 'h1', at(10_000));
      expect(await store.begin(key, 'f', 'h2', at(10_000 + ANSWER_LEASE_MS - 1))).toEqual({ type: 'underWay' });
      expect(await store.begin(key, 'f', 'h2', at(10_000 + ANSWER_LEASE_MS))).toEqual({ type: 'begun' });
      await store.extend(key, 'h1', at(ANSWER_KEPT_MS));
      await store.keep(key, 'h1', answer, at(30_000));
      expect(await store.begin(key, 'f', 'h3', at(30_000))).toEqual({ type: 'underWay' });
    });

    it('is bounded: what was answered first is forgotten first', async () => {
      for (let n = 0; n <= MOST_IN_TESTS; n++) {
        await store.begin({ caller: 'ada', key: `k${n}` }, 'f', 'h', at(n));
        await store.keep({ caller: 'ada', key: `k${n}` }, 'h', answer, at(n));
      }
      const end = MOST_IN_TESTS + 1;
      expect(await store.begin({ caller: 'ada', key: `k${MOST_IN_TESTS}` }, 'f', 'h', at(end))).toMatchObject({ type: 'answered' });
      expect(await store.begin({ caller: 'ada', key: 'k1' }, 'f', 'h', at(end))).toMatchObject({ type: 'answered' });
      expect(await store.begin({ caller: 'ada', key: 'k0' }, 'f', 'h', at(end))).toEqual({ type: 'begun' });
    });
  });
}
