import { beforeEach, describe, expect, it } from 'vitest';
import type { Job, JobHold, JobQueue, JobState, Json, NewJob } from '../src/domain/job-queue.js';

const START = Date.parse('2026-11-28T10:00:00.000Z');
/** Times of the tests: so many seconds behind the first. */
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
const LEASE = { leaseMs: 30_000 };

/** What every JobQueue must do. @param fresh opens an empty queue and gives a way to open the same jobs again, as another process would. */
export function describeJobQueue(name: string, fresh: () => Promise<{ queue: JobQueue; another: () => Promise<JobQueue> }>): void {
  describe(`${name} as a JobQueue`, () => {
    let queue: JobQueue;
    let another: () => Promise<JobQueue>;
    beforeEach(async () => {
      ({ queue, another } = await fresh());
      return () => queue.close();
    });
    const add = async (job: Partial<NewJob> = {}, seconds = 0): Promise<Job> =>
      (await queue.enqueue({ kind: 'count', payload: null, ...job }, at(seconds))).job;
    const claim = (worker: string, seconds: number, kinds = ['count']): Promise<Job | undefined> =>
      queue.claim(kinds, { worker, ...LEASE }, at(seconds));
    const ids = async (query: Parameters<JobQueue['list']>[0]): Promise<(string | undefined)[]> => {
      const { jobs, next } = await queue.list(query);
      return [...jobs.map(({ id }) => id), next];
    };
    /** Everything a worker may say of a job it holds. */
    const speak: Record<string, (id: string, worker: string, seconds: number) => Promise<JobHold>> = {
      extend: (id, worker, seconds) => queue.extend(id, worker, LEASE, at(seconds)),
      complete: (id, worker, seconds) => queue.complete(id, worker, 'result', at(seconds)),
      fail: (id, worker, seconds) => queue.fail(id, worker, { code: 'INTERNAL', message: 'why' }, {}, at(seconds)),
      release: (id, worker, seconds) => queue.release(id, worker, at(seconds)),
    };
    const words = Object.keys(speak);

    it('takes a job and shows it as it waits', async () => {
      const payload = { deep: [1, null, { ü: '"', big: 1e300 }], no: false };
      const { created, job } = await queue.enqueue({ kind: 'blobs.re-embed', payload, maxAttempts: 3, runAfter: at(60) }, at(5));
      expect(created).toBe(true);
      expect(job).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        kind: 'blobs.re-embed',
        payload,
        state: 'queued',
        attempts: 0,
        maxAttempts: 3,
        progress: null,
        result: null,
        error: null,
        createdAt: at(5),
        updatedAt: at(5),
        runAfter: at(60),
        leaseUntil: null,
      });
      expect(await queue.get(job.id)).toEqual(job);
      expect(await queue.get('none')).toBeUndefined();
      expect(await add({}, 7)).toMatchObject({ maxAttempts: 5, runAfter: at(7) });
    });

    it('gives the oldest that is due, of the kinds asked for, once', async () => {
      const later = await add({ runAfter: at(100) });
      const first = await add({ payload: 1 });
      const other = await add({ kind: 'other' });
      const second = await add({ payload: 2 });
      expect(await claim('a', 0, [])).toBeUndefined();
      expect(await claim('a', 0, ['none'])).toBeUndefined();
      expect(await claim('a', 1)).toEqual({ ...first, state: 'running', attempts: 1, updatedAt: at(1), leaseUntil: at(31) });
      expect((await claim('b', 2, ['count', 'other']))?.id).toBe(other.id);
      expect((await claim('c', 3, ['count', 'other']))?.id).toBe(second.id);
      expect(await claim('d', 4, ['count', 'other'])).toBeUndefined();
      expect(await claim('e', 99)).toMatchObject({ id: first.id, attempts: 2 });
      expect((await claim('f', 100))?.id).toBe(later.id);
    });

    it('claims every job once, however many ask at the same time', async () => {
      const other = await another();
      const added = await Promise.all(Array.from({ length: 30 }, (_, i) => add({ payload: i })));
      const claimed = await Promise.all(
        Array.from({ length: 40 }, (_, i) => (i % 2 ? queue : other).claim(['count'], { worker: `w${i}`, ...LEASE }, at(1))),
      );
      const got = claimed.flatMap((job) => job?.id ?? []);
      expect(got.sort()).toEqual(added.map(({ id }) => id).sort());
      await other.close();
    });

    it('lets another claim a job whose lease ran out, and the first one hears that it is lost', async () => {
      const { id } = await add();
      await claim('a', 0);
      expect(await claim('b', 29.999)).toBeUndefined();
      expect(await claim('b', 30)).toMatchObject({ id, attempts: 2, leaseUntil: at(60) });
      for (const word of words) expect([word, await speak[word]!(id, 'a', 31)]).toEqual([word, 'lost']);
      expect(await queue.get(id)).toMatchObject({ state: 'running', leaseUntil: at(60), updatedAt: at(30), error: null });
      expect(await queue.complete(id, 'b', { n: 1 }, at(40))).toBe('held');
    });

    it('keeps a job with the worker that extends its lease, also late if nobody took it', async () => {
      const { id } = await add();
      await claim('a', 0);
      expect(await queue.extend(id, 'a', LEASE, at(20))).toBe('held');
      expect(await claim('b', 49)).toBeUndefined();
      expect(await queue.extend(id, 'a', { leaseMs: 1000 }, at(70))).toBe('held');
      expect(await queue.get(id)).toMatchObject({ attempts: 1, leaseUntil: at(71), updatedAt: at(70) });
      expect(await claim('b', 70)).toBeUndefined();
      expect((await claim('b', 71))?.id).toBe(id);
    });

    it('ends a job well, with what it made', async () => {
      const { id } = await add();
      const claimed = await claim('a', 0);
      expect(await queue.complete(id, 'a', { freed: 3 }, at(9))).toBe('held');
      expect(await queue.get(id)).toEqual({ ...claimed, state: 'done', result: { freed: 3 }, updatedAt: at(9), leaseUntil: null });
      expect(await claim('b', 1000)).toBeUndefined();
      for (const word of words) expect([word, await speak[word]!(id, 'a', 10)]).toEqual([word, 'lost']);
      expect((await queue.get(id))?.result).toEqual({ freed: 3 });
    });

    it('keeps progress from attempt to attempt until there is more', async () => {
      const { id } = await add();
      await claim('a', 0);
      const progress = { done: 3, total: null, note: 'counting' };
      await queue.extend(id, 'a', { ...LEASE, progress }, at(1));
      await queue.extend(id, 'a', LEASE, at(2));
      expect(await queue.get(id)).toMatchObject({ progress, updatedAt: at(2) });
      expect(await claim('b', 40)).toMatchObject({ progress });
      await queue.extend(id, 'b', { ...LEASE, progress: { done: 1.5, total: 4, note: 'x'.repeat(500) } }, at(41));
      expect((await queue.get(id))?.progress).toEqual({ done: 1.5, total: 4, note: 'x'.repeat(200) });
      const about = { run: 'r-1' };
      await queue.extend(id, 'b', { ...LEASE, progress: { done: 1.5, total: 4, note: null, about } }, at(41));
      expect((await queue.get(id))?.progress).toEqual({ done: 1.5, total: 4, note: null, about });
      for (const bad of [
        { a: 'x'.repeat(201) },
        Object.fromEntries(Array.from({ length: 9 }, (_, n) => [n, ''])) as Record<string, string>,
      ])
        await expect(
          queue.extend(id, 'b', { ...LEASE, progress: { done: 0, total: 0, note: null, about: bad } }, at(41)),
        ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      await queue.complete(id, 'b', null, at(42));
      expect((await queue.get(id))?.progress?.done).toBe(1.5);
    });

    it('tries again from the time that the failure named, as long as there are attempts', async () => {
      const { id } = await add({ maxAttempts: 2 });
      await claim('a', 0);
      const error = { code: 'NOT_READY', message: 'the disk sleeps' };
      expect(await queue.fail(id, 'a', error, { retryAt: at(50) }, at(1))).toBe('held');
      expect(await queue.get(id)).toMatchObject({
        state: 'queued',
        attempts: 1,
        error,
        runAfter: at(50),
        leaseUntil: null,
        updatedAt: at(1),
      });
      expect(await queue.extend(id, 'a', LEASE, at(2))).toBe('lost');
      expect(await claim('b', 49)).toBeUndefined();
      expect(await claim('b', 50)).toMatchObject({ id, attempts: 2, error });
      expect(await queue.fail(id, 'b', { code: 'INTERNAL', message: 'm'.repeat(5000) }, { retryAt: at(60) }, at(51))).toBe('held');
      const failed = await queue.get(id);
      expect(failed).toMatchObject({ state: 'failed', attempts: 2, error: { code: 'INTERNAL' }, leaseUntil: null });
      expect(failed!.error!.message).toHaveLength(1000);
      expect(await claim('c', 10_000)).toBeUndefined();
    });

    it('forgets the error of an attempt when a later one ends well', async () => {
      const { id } = await add();
      await claim('a', 0);
      await queue.fail(id, 'a', { code: 'INTERNAL', message: 'why' }, { retryAt: at(1) }, at(1));
      await claim('b', 2);
      await queue.complete(id, 'b', null, at(3));
      expect(await queue.get(id)).toMatchObject({ state: 'done', error: null });
    });

    it('fails for good without a time to try again', async () => {
      const { id } = await add();
      await claim('a', 0);
      await queue.fail(id, 'a', { code: 'BAD_IMAGE', message: 'why' }, {}, at(1));
      expect(await queue.get(id)).toMatchObject({ state: 'failed', attempts: 1 });
    });

    it('fails a job that was abandoned at its last attempt, and goes on to the next', async () => {
      const { id } = await add({ maxAttempts: 2 });
      const next = await add();
      await claim('a', 0);
      expect((await claim('b', 30))?.attempts).toBe(2);
      expect((await claim('c', 30))?.id).toBe(next.id);
      expect(await claim('d', 59)).toBeUndefined();
      expect((await queue.get(id))?.state).toBe('running');
      expect((await claim('d', 60))?.id).toBe(next.id);
      expect(await queue.get(id)).toMatchObject({ state: 'failed', attempts: 2, error: { code: 'JOB_ABANDONED' }, leaseUntil: null });
      expect(await queue.extend(id, 'b', LEASE, at(61))).toBe('lost');
    });

    it('hands a job back at once, without counting the attempt', async () => {
      const { id } = await add({ maxAttempts: 1 });
      await claim('a', 0);
      expect(await queue.release(id, 'a', at(1))).toBe('held');
      expect(await queue.get(id)).toMatchObject({ state: 'queued', attempts: 0, leaseUntil: null });
      for (const word of words) expect([word, await speak[word]!(id, 'a', 1)]).toEqual([word, 'lost']);
      expect(await claim('b', 1)).toMatchObject({ id, attempts: 1 });
    });

    it('cancels a job that waits, and one that waits to be tried again', async () => {
      const { id } = await add();
      expect(await queue.cancel(id, at(1))).toMatchObject({ id, state: 'cancelled', updatedAt: at(1) });
      expect(await claim('a', 2)).toBeUndefined();
      const again = await add();
      await claim('a', 2);
      await queue.fail(again.id, 'a', { code: 'INTERNAL', message: 'why' }, { retryAt: at(3) }, at(2));
      expect((await queue.cancel(again.id, at(3)))?.state).toBe('cancelled');
      expect(await claim('a', 100)).toBeUndefined();
      expect(await queue.cancel('none', at(3))).toBeUndefined();
    });

    it.each(words)('cancels a job that runs: its worker hears so by %s, and nothing is written', async (word) => {
      const { id } = await add();
      await claim('a', 0);
      const cancelled = await queue.cancel(id, at(1));
      expect(cancelled).toMatchObject({ state: 'cancelled', leaseUntil: null });
      expect(await speak[word]!(id, 'a', 2)).toBe('cancelled');
      expect(await speak[word]!(id, 'b', 2)).toBe('lost');
      expect(await queue.get(id)).toEqual(cancelled);
      expect(await claim('b', 1000)).toBeUndefined();
    });

    it('leaves a job that has ended as it is when it is cancelled', async () => {
      const { id } = await add();
      await claim('a', 0);
      await queue.complete(id, 'a', 7, at(1));
      expect(await queue.cancel(id, at(2))).toMatchObject({ state: 'done', result: 7, updatedAt: at(1) });
    });

    it.each(words)('refuses %s of a stranger, and of one who names no job', async (word) => {
      const { id } = await add();
      expect(await speak[word]!(id, 'a', 0)).toBe('lost');
      const claimed = await claim('a', 0);
      expect(await speak[word]!(id, 'b', 1)).toBe('lost');
      expect(await speak[word]!('none', 'a', 1)).toBe('lost');
      expect(await queue.get(id)).toEqual(claimed);
    });

    it('has one job of a kind and key, whatever its payload and state, until it is trimmed', async () => {
      const first = await add({ payload: 1, idempotencyKey: 'k' });
      const again = (seconds: number, kind = 'count') => queue.enqueue({ kind, payload: 2, idempotencyKey: 'k' }, at(seconds));
      expect(await again(1)).toEqual({ created: false, job: first });
      expect((await again(1, 'other')).created).toBe(true);
      await claim('a', 2);
      expect(await again(3)).toMatchObject({ created: false, job: { id: first.id, state: 'running', payload: 1 } });
      await queue.complete(first.id, 'a', null, at(4));
      expect(await again(5)).toMatchObject({ created: false, job: { id: first.id, state: 'done' } });
      expect(await queue.trim(at(6))).toBe(1);
      expect(await again(7)).toMatchObject({ created: true, job: { payload: 2 } });
      expect([(await add({}, 8)).id === (await add({}, 8)).id]).toEqual([false]);
    });

    it('makes one job of a key that many ask for at the same time', async () => {
      const other = await another();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 ? queue : other).enqueue({ kind: 'count', payload: i, idempotencyKey: 'k' }, at(0))),
      );
      expect(answers.filter(({ created }) => created)).toHaveLength(1);
      expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1);
      await other.close();
    });

    it('lists newest first, by kind and state', async () => {
      const [a, b, c] = [await add(), await add({ kind: 'other' }), await add()];
      expect(await ids({ limit: 10 })).toEqual([c.id, b.id, a.id, undefined]);
      expect(await ids({ kind: 'count', limit: 10 })).toEqual([c.id, a.id, undefined]);
      await claim('w', 1);
      expect(await ids({ state: 'running', limit: 10 })).toEqual([a.id, undefined]);
      expect(await ids({ state: 'queued', kind: 'count', limit: 10 })).toEqual([c.id, undefined]);
      expect(await ids({ kind: 'none', limit: 10 })).toEqual([undefined]);
      expect((await queue.list({ limit: 1, state: 'running' })).jobs).toEqual([await queue.get(a.id)]);
    });

    it('lists in pages that new, changed and trimmed jobs do not move', async () => {
      const added: string[] = [];
      for (let i = 0; i < 7; i++) added.unshift((await add()).id);
      const first = await queue.list({ limit: 3 });
      expect(first.jobs.map(({ id }) => id)).toEqual(added.slice(0, 3));
      await add();
      // The last of the page is gone when the next one is asked for.
      await queue.cancel(added[2]!, at(1));
      expect(await queue.trim(at(2))).toBe(1);
      const second = await queue.list({ limit: 3, after: first.next });
      expect(second.jobs.map(({ id }) => id)).toEqual(added.slice(3, 6));
      expect(await ids({ limit: 3, after: second.next })).toEqual([added[6], undefined]);
      expect(await ids({ limit: 1, after: second.next })).toEqual([added[6], undefined]);
    });

    it('trims what has ended before a time, and nothing else', async () => {
      const states: Record<string, JobState | undefined> = {};
      const ended = await add({ payload: 'done' });
      await claim('a', 0);
      await queue.complete(ended.id, 'a', null, at(10));
      const failed = await add();
      await claim('a', 0);
      await queue.fail(failed.id, 'a', { code: 'INTERNAL', message: 'why' }, {}, at(11));
      const cancelled = await add();
      await queue.cancel(cancelled.id, at(12));
      const running = await add();
      await claim('a', 0);
      const queued = await add();
      expect(await queue.trim(at(10))).toBe(0);
      expect(await queue.trim(at(11))).toBe(1);
      expect(await queue.trim(at(1000))).toBe(2);
      for (const { id } of [ended, failed, cancelled, running, queued]) states[id] = (await queue.get(id))?.state;
      expect(Object.values(states)).toEqual([undefined, undefined, undefined, 'running', 'queued']);
    });

    it('shows every change to whoever else has the jobs open', async () => {
      const other = await another();
      const { id } = await add();
      expect((await other.get(id))?.state).toBe('queued');
      await other.claim(['count'], { worker: 'a', ...LEASE }, at(0));
      expect(await claim('b', 1)).toBeUndefined();
      expect(await queue.get(id)).toMatchObject({ state: 'running' });
      await queue.cancel(id, at(2));
      expect(await other.extend(id, 'a', LEASE, at(3))).toBe('cancelled');
      await other.close();
    });

    it('is not changed by who holds what it gave', async () => {
      const payload = { list: [1] };
      const job = await add({ payload });
      payload.list.push(2);
      (job.payload as { list: number[] }).list.push(3);
      expect((await queue.get(job.id))?.payload).toEqual({ list: [1] });
    });

    const refusedJobs: [string, Partial<NewJob>][] = [
      ['no kind', { kind: '' }],
      ['capitals', { kind: 'Count' }],
      ['an address', { kind: '../x' }],
      ['a long kind', { kind: 'x'.repeat(65) }],
      ['no attempt', { maxAttempts: 0 }],
      ['half an attempt', { maxAttempts: 1.5 }],
      ['many attempts', { maxAttempts: 101 }],
      ['an empty key', { idempotencyKey: '' }],
      ['a long key', { idempotencyKey: 'k'.repeat(201) }],
      ['a large payload', { payload: 'x'.repeat(65_535) }],
      ['no payload', { payload: undefined as unknown as Json }],
      ['a function', { payload: (() => 1) as unknown as Json }],
      ['a big number', { payload: [10n] as unknown as Json }],
      ['a date without a time', { runAfter: '2026-11-28' }],
      ['a day that is none', { runAfter: '2026-13-28T10:00:00.000Z' }],
    ];
    it.each(refusedJobs)('refuses a job with %s', async (_, job) => {
      await expect(add(job)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      expect(await ids({ limit: 1 })).toEqual([undefined]);
    });

    it('refuses times, leases, progress, results, pages and cursors that are none', async () => {
      const { id } = await add();
      const claimed = await claim('a', 0);
      const bad = { code: 'BAD_REQUEST' };
      await expect(queue.enqueue({ kind: 'count', payload: null }, 'now')).rejects.toMatchObject(bad);
      for (const leaseMs of [0, -1, NaN, Infinity]) {
        await expect(queue.claim(['count'], { worker: 'b', leaseMs }, at(0))).rejects.toMatchObject(bad);
        await expect(queue.extend(id, 'a', { leaseMs }, at(0))).rejects.toMatchObject(bad);
      }
      await expect(queue.extend(id, 'a', { ...LEASE, progress: { done: NaN, total: null, note: null } }, at(0))).rejects.toMatchObject(bad);
      await expect(queue.extend(id, 'a', { ...LEASE, progress: { done: 0, total: -1, note: null } }, at(0))).rejects.toMatchObject(bad);
      await expect(queue.complete(id, 'a', 'x'.repeat(65_535), at(0))).rejects.toMatchObject(bad);
      await expect(queue.complete(id, 'a', null, '28.11.2026')).rejects.toMatchObject(bad);
      await expect(queue.fail(id, 'a', { code: 'INTERNAL', message: '' }, { retryAt: 'soon' }, at(0))).rejects.toMatchObject(bad);
      await expect(queue.release(id, 'a', '')).rejects.toMatchObject(bad);
      await expect(queue.trim('yesterday')).rejects.toMatchObject(bad);
      for (const limit of [0, 1001, 1.5, NaN]) await expect(queue.list({ limit })).rejects.toMatchObject(bad);
      for (const after of ['', 'x', '-1', '1; DROP TABLE jobs']) await expect(queue.list({ limit: 1, after })).rejects.toMatchObject(bad);
      expect(await queue.get(id)).toEqual(claimed);
    });
  });
}
