import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryJobs, openMemoryJobQueue } from '../adapters/memory/memory-job-queue.js';
import { openSqliteJobQueue } from '../adapters/sqlite/sqlite-job-queue.js';
import { ServerError } from '../domain/errors.js';
import { JobFailure } from '../domain/job-failure.js';
import type { Job, JobQueue, Json, NewJob } from '../domain/job-queue.js';
import type { JobHandler } from './job-handler.js';
import { DEFAULT_JOB_RUNNER, runJobs, type JobRunner, type JobRunnerOptions } from './run-jobs.js';

const logger = pino({ level: 'silent' });
const clock = (): string => new Date().toISOString();
const QUICK: JobRunnerOptions = { ...DEFAULT_JOB_RUNNER, leaseMs: 60_000, heartbeatMs: 10, pollMs: 5, graceMs: 60_000 };

/** Ends when it is told to stop, and not before. */
const endless: JobHandler = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

let data: MemoryJobs;
let queue: JobQueue;
const runners: JobRunner[] = [];
beforeEach(() => {
  data = new MemoryJobs();
  queue = openMemoryJobQueue(data);
});
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.close()));
});

function run(handlers: Record<string, JobHandler>, options: Partial<JobRunnerOptions> = {}, on: JobQueue = queue): JobRunner {
  const runner = runJobs({ queue: on, handlers, logger, clock }, { ...QUICK, ...options });
  runners.push(runner);
  return runner;
}
const add = async (payload: Json = null, more: Partial<NewJob> = {}): Promise<string> =>
  (await queue.enqueue({ kind: 'work', payload, ...more }, clock())).job.id;
const job = (id: string): Promise<Job | undefined> => queue.get(id);
const state = async (id: string): Promise<string | undefined> => (await job(id))?.state;
const becomes = (id: string, expected: Partial<Job>) => expect.poll(() => job(id), { interval: 5 }).toMatchObject(expected);

describe('runJobs', () => {
  it('does the jobs of its kinds, oldest first, and keeps what they made and how far they came', async () => {
    const ids = [await add(1), await add(2), await add(3)];
    const other = await add(null, { kind: 'other' });
    const order: Json[] = [];
    run({
      work: (context) => {
        const payload = context.job.payload as number;
        order.push(payload);
        context.report({ done: 1, total: 1, note: `did ${payload}` });
        return Promise.resolve({ made: payload });
      },
    });
    await becomes(ids[2]!, { state: 'done', attempts: 1, result: { made: 3 }, progress: { done: 1, total: 1, note: 'did 3' } });
    expect(order).toEqual([1, 2, 3]);
    expect(await state(other)).toBe('queued');
  });

  it('does as many at a time as it may, and hears of one that is enqueued here at once', async () => {
    let running = 0;
    let most = 0;
    const runner = run(
      {
        work: async () => {
          most = Math.max(most, ++running);
          await sleep(20);
          running--;
          return null;
        },
      },
      { concurrency: 3, pollMs: 3_600_000 },
    );
    const ids = await Promise.all(Array.from({ length: 7 }, () => add()));
    runner.wake();
    for (const id of ids) await becomes(id, { state: 'done' });
    expect(most).toBe(3);
  });

  it('tells progress while the job runs', async () => {
    const id = await add();
    run({
      work: async (context) => {
        context.report({ done: 1, total: 2, note: null });
        return endless(context);
      },
    });
    await becomes(id, { state: 'running', progress: { done: 1, total: 2, note: null } });
  });

  it.each([
    ['a passing error of the server', new ServerError('NOT_READY', 'the disk sleeps'), 'NOT_READY'],
    ['an error that nobody expected', new TypeError('undefined is no function'), 'INTERNAL'],
    ['something that is no error', 'thrown text', 'INTERNAL'],
    ['nothing at all', null, 'INTERNAL'],
  ])('tries again after %s, later each time, until the attempts are used up', async (_, error, code) => {
    const id = await add(null, { maxAttempts: 3 });
    const waits: number[] = [];
    const runner = run({
      work: () => {
        // Throws whatever it is aborted with.
        const thrower = new AbortController();
        thrower.abort(error);
        thrower.signal.throwIfAborted();
        return Promise.resolve(null);
      },
    });
    for (let attempt = 1; attempt < 3; attempt++) {
      await becomes(id, { state: 'queued', attempts: attempt, error: { code } as Job['error'] });
      const { runAfter, updatedAt } = (await job(id))!;
      waits.push(Date.parse(runAfter) - Date.parse(updatedAt));
      const row = data.rows.get(id)!;
      row.job = { ...row.job, runAfter: updatedAt };
      runner.wake();
    }
    await becomes(id, { state: 'failed', attempts: 3, error: { code } as Job['error'] });
    expect(waits).toEqual([expect.closeTo(1000, -2), expect.closeTo(2000, -2)]);
  });

  it('does not try again what would end the same', async () => {
    const id = await add();
    run({ work: () => Promise.reject(new ServerError('COLLECTION_NOT_FOUND', 'there is no collection x')) });
    await becomes(id, { state: 'failed', attempts: 1, error: { code: 'COLLECTION_NOT_FOUND', message: 'there is no collection x' } });
  });

  it('does not try again what another program has said no to', async () => {
    const id = await add();
    run({ work: () => Promise.reject(new JobFailure('DIVERGED', 'the loss is no number')) });
    await becomes(id, { state: 'failed', attempts: 1, error: { code: 'DIVERGED', message: 'the loss is no number' } });
  });

  it('fails a job whose result cannot be kept, and goes on', async () => {
    const ids = [await add(70_000), await add(7)];
    run({ work: ({ job: { payload } }) => Promise.resolve('x'.repeat(payload as number)) });
    await becomes(ids[1]!, { state: 'done' });
    expect(await job(ids[0]!)).toMatchObject({ state: 'failed', error: { code: 'BAD_REQUEST' } });
  });

  it('holds a job for as long as it takes, far beyond one lease', async () => {
    const id = await add();
    let begun = 0;
    const work: JobHandler = async () => {
      begun++;
      await sleep(700);
      return null;
    };
    for (let i = 0; i < 2; i++) run({ work }, { leaseMs: 250 });
    await expect.poll(() => state(id), { timeout: 5000 }).toBe('done');
    expect([begun, (await job(id))!.attempts]).toEqual([1, 1]);
  });

  it('stops a job that is cancelled, and goes on to the next', async () => {
    const [first, second] = [await add(true), await add(false)];
    const reasons: unknown[] = [];
    run({
      work: async (context) => {
        if (context.job.payload !== true) return null;
        return endless(context).catch((error: unknown) => {
          reasons.push((error as Error).message);
          throw error;
        });
      },
    });
    await becomes(first, { state: 'running' });
    await queue.cancel(first, clock());
    await becomes(second, { state: 'done' });
    expect([await state(first), reasons]).toEqual(['cancelled', ['the job was cancelled']]);
  });

  it('stops a job that another worker has taken over, and writes nothing of it', async () => {
    const id = await add();
    let stopped = false;
    run({
      work: async (context) => {
        await endless(context).catch(() => (stopped = true));
        return 'too late';
      },
    });
    await becomes(id, { state: 'running' });
    data.rows.get(id)!.worker = 'another';
    await expect.poll(() => stopped).toBe(true);
    await sleep(30);
    expect(await job(id)).toMatchObject({ state: 'running', result: null });
  });

  it('stops a job when its lease has run out because the queue could not be reached', async () => {
    const id = await add();
    let stopped = false;
    const unreachable: JobQueue = { ...queue, extend: () => Promise.reject(new ServerError('NOT_READY', 'gone')) };
    run({ work: async (context) => endless(context).catch(() => (stopped = true)) }, { leaseMs: 100 }, unreachable);
    await becomes(id, { state: 'running' });
    await expect.poll(() => stopped).toBe(true);
  });

  it('hands a running job back at once when it closes, and another goes on', async () => {
    const id = await add(null, { maxAttempts: 1 });
    const runner = run({ work: endless });
    await becomes(id, { state: 'running' });
    await runner.close();
    expect(await job(id)).toMatchObject({ state: 'queued', attempts: 0, leaseUntil: null });
    run({ work: () => Promise.resolve('done by another') });
    await becomes(id, { state: 'done', attempts: 1, result: 'done by another' });
  });

  it('keeps what a job made that ends while it closes', async () => {
    const id = await add();
    const runner = run({ work: (context) => endless(context).catch(() => 'made all the same') });
    await becomes(id, { state: 'running' });
    await runner.close();
    expect(await job(id)).toMatchObject({ state: 'done', result: 'made all the same' });
  });

  it('does not wait at closing for a handler that does not stop', async () => {
    const id = await add();
    const runner = run({ work: () => new Promise(() => undefined) }, { graceMs: 50 });
    await becomes(id, { state: 'running' });
    await runner.close();
    expect(await job(id)).toMatchObject({ state: 'queued', attempts: 0 });
  });

  it('begins nothing after it is closed', async () => {
    const runner = run({ work: () => Promise.resolve(null) });
    await runner.close();
    const id = await add();
    runner.wake();
    await sleep(30);
    expect(await state(id)).toBe('queued');
  });

  it('goes on when the queue could not be asked, or not be told, for a while', async () => {
    const id = await add();
    const failures = { claim: 2, complete: 2 };
    const flaky: JobQueue = {
      ...queue,
      claim: (...args) => (failures.claim-- > 0 ? Promise.reject(new ServerError('NOT_READY', 'gone')) : queue.claim(...args)),
      complete: (...args) => (failures.complete-- > 0 ? Promise.reject(new ServerError('NOT_READY', 'gone')) : queue.complete(...args)),
    };
    let begun = 0;
    run({ work: () => Promise.resolve(++begun) }, {}, flaky);
    await becomes(id, { state: 'done', attempts: 1, result: 1 });
  });

  it('forgets at its start what ended longer ago than it is kept', async () => {
    const [old, young] = [await add(null, { kind: 'other' }), await add(null, { kind: 'other' })];
    await queue.cancel(old, new Date(Date.now() - 5000).toISOString());
    await queue.cancel(young, clock());
    run({ work: endless }, { keptMs: 4000 });
    await expect.poll(() => job(old)).toBeUndefined();
    expect(await state(young)).toBe('cancelled');
  });

  it('takes over the job of a process that was killed', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'supcon-run-jobs-'));
    const file = path.join(folder, 'jobs.sqlite');
    const shared = await openSqliteJobQueue(file, logger);
    const built = (name: string): string => JSON.stringify(new URL(`../../dist/${name}`, import.meta.url).href);
    const other = `import { openSqliteJobQueue } from ${built('adapters/sqlite/sqlite-job-queue.js')};
      import { runJobs } from ${built('jobs/run-jobs.js')};
      import { pino } from 'pino';
      const logger = pino({ level: 'silent' });
      const queue = await openSqliteJobQueue(${JSON.stringify(file)}, logger);
      const work = () => { console.log('begun'); return new Promise(() => setInterval(() => undefined, 1000)); };
      runJobs({ queue, handlers: { work }, logger, clock: () => new Date().toISOString() }, ${JSON.stringify({ ...QUICK, leaseMs: 1000 })});`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', other], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const { job: added } = await shared.enqueue({ kind: 'work', payload: null }, clock());
      await once(child.stdout, 'data');
      const mine = run({ work: () => Promise.resolve('by the survivor') }, {}, shared);
      // As long as the other lives, its heartbeats keep the job.
      await sleep(1300);
      expect(await shared.get(added.id)).toMatchObject({ state: 'running', attempts: 1 });
      child.kill('SIGKILL');
      await expect
        .poll(() => shared.get(added.id), { timeout: 20_000 })
        .toMatchObject({ state: 'done', attempts: 2, result: 'by the survivor' });
      await mine.close();
    } finally {
      child.kill('SIGKILL');
      await shared.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
