import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeJobQueue } from '../../../test/job-queue-conformance.js';
import type { JobQueue } from '../../domain/job-queue.js';
import { openSqliteJobQueue } from './sqlite-job-queue.js';

const logger = pino({ level: 'silent' });
const NOW = '2026-11-28T10:00:00.000Z';
const LATER = '2026-11-28T10:00:30.000Z';

let folder: string;
let file: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-jobs-'));
  file = path.join(folder, 'deep', 'jobs.sqlite');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

describeJobQueue('SQLite', async () => ({
  queue: await openSqliteJobQueue(file, logger),
  another: () => openSqliteJobQueue(file, logger),
}));

/** Runs statements in a process of its own, which has the queue of the file open as `queue`. */
function otherProcess(statements: string): ChildProcess & { readonly lines: AsyncIterableIterator<string> } {
  const source = `import { openSqliteJobQueue } from ${JSON.stringify(new URL('../../../dist/adapters/sqlite/sqlite-job-queue.js', import.meta.url).href)};
    import { pino } from 'pino';
    const queue = await openSqliteJobQueue(${JSON.stringify(file)}, pino({ level: 'silent' }));
    ${statements}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return Object.assign(child, { lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() });
}

async function withQueue<T>(action: (queue: JobQueue) => Promise<T>): Promise<T> {
  const queue = await openSqliteJobQueue(file, logger);
  try {
    return await action(queue);
  } finally {
    await queue.close();
  }
}

describe('openSqliteJobQueue', () => {
  it('lets two processes that race claim each of 200 jobs exactly once', async () => {
    // Both open at about the same moment, wait for a line before they claim, and for another after the first claim, so that neither is late for all.
    const race = `const { createInterface } = await import('node:readline');
      const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
      console.log('open');
      for (let n = 0; ; n++) {
        if (n < 2) await told.next();
        const job = await queue.claim(['count'], { worker: process.pid + '-' + n, leaseMs: 60_000 }, ${JSON.stringify(NOW)});
        if (!job) break;
        console.log(String(job.payload));
        if (await queue.complete(job.id, process.pid + '-' + n, process.pid, ${JSON.stringify(NOW)}) !== 'held') console.log('lost ' + job.payload);
      }
      await queue.close();
      process.exit(0);`;
    const racers = [otherProcess(race), otherProcess(race)];
    for (const { lines } of racers) expect((await lines.next()).value).toBe('open');
    await withQueue(async (queue) => {
      for (let i = 0; i < 200; i++) await queue.enqueue({ kind: 'count', payload: i }, NOW);
      for (const { stdin } of racers) stdin!.write('go\n');
      const first = await Promise.all(racers.map(async ({ lines }) => ((await lines.next()) as IteratorYieldResult<string>).value));
      for (const { stdin } of racers) stdin!.write('go\n');
      const claimed = await Promise.all(
        racers.map(async ({ lines }, i) => {
          const own = [first[i]!];
          for await (const line of lines) own.push(line);
          return own;
        }),
      );
      expect(claimed.flat().sort()).toEqual([...Array(200).keys()].map(String).sort());
      expect((await queue.list({ state: 'done', limit: 1000 })).jobs).toHaveLength(200);
    });
  });

  it('gives the job of a process that was killed to another when its lease has run out, with the progress that it told', async () => {
    await withQueue(async (queue) => {
      const { job } = await queue.enqueue({ kind: 'count', payload: null }, NOW);
      const worker = otherProcess(`const job = await queue.claim(['count'], { worker: 'killed', leaseMs: 30_000 }, ${JSON.stringify(NOW)});
        await queue.extend(job.id, 'killed', { leaseMs: 30_000, progress: { done: 3, total: 7, note: null } }, ${JSON.stringify(NOW)});
        console.log(job.id);
        setInterval(() => undefined, 1000);`);
      expect((await worker.lines.next()).value).toBe(job.id);
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      expect(await queue.claim(['count'], { worker: 'next', leaseMs: 30_000 }, '2026-11-28T10:00:29.999Z')).toBeUndefined();
      expect(await queue.claim(['count'], { worker: 'next', leaseMs: 30_000 }, LATER)).toMatchObject({
        id: job.id,
        attempts: 2,
        progress: { done: 3, total: 7 },
      });
      expect(await queue.complete(job.id, 'killed', null, LATER)).toBe('lost');
      expect(await queue.complete(job.id, 'next', null, LATER)).toBe('held');
    });
  });

  it('tells a worker in another process that its job was cancelled', async () => {
    await withQueue(async (queue) => {
      const { job } = await queue.enqueue({ kind: 'count', payload: null }, NOW);
      const worker = otherProcess(`const job = await queue.claim(['count'], { worker: 'w', leaseMs: 30_000 }, ${JSON.stringify(NOW)});
        console.log('claimed');
        await new Promise((resolve) => process.stdin.once('data', resolve));
        console.log(await queue.extend(job.id, 'w', { leaseMs: 30_000 }, ${JSON.stringify(NOW)}));
        process.exit(0);`);
      expect((await worker.lines.next()).value).toBe('claimed');
      await queue.cancel(job.id, NOW);
      worker.stdin!.write('go\n');
      expect((await worker.lines.next()).value).toBe('cancelled');
    });
  });

  it('keeps every job and its state over a kill -9 of the process that took it in', async () => {
    const source = `for (let i = 0; ; i++) console.log((await queue.enqueue({ kind: 'count', payload: i }, ${JSON.stringify(NOW)})).job.id);`;
    const child = otherProcess(source);
    const acknowledged: string[] = [];
    for await (const line of child.lines) {
      acknowledged.push(line);
      if (acknowledged.length === 20) child.kill('SIGKILL');
    }
    await withQueue(async (queue) => {
      const kept = (await queue.list({ limit: 1000 })).jobs.map(({ id }) => id);
      expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
    });
  });

  it('refuses a file that is no database, and one of a newer format', async () => {
    const text = path.join(folder, 'text.sqlite');
    await writeFile(text, 'this is no database at all, but it is long enough to be looked at'.repeat(20));
    await expect(openSqliteJobQueue(text, logger)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    const newer = new Database(path.join(folder, 'newer.sqlite'));
    newer.pragma('user_version = 9999');
    newer.close();
    await expect(openSqliteJobQueue(path.join(folder, 'newer.sqlite'), logger)).rejects.toMatchObject({
      code: 'STORE_DAMAGED',
      message: expect.stringContaining('its format is 9999') as string,
    });
  });

  it('says so when another process holds the file for itself', async () => {
    await withQueue(() => Promise.resolve());
    const holder = new Database(file);
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec('BEGIN IMMEDIATE');
    await expect(openSqliteJobQueue(file, logger)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    holder.close();
  });

  it('goes on with a new thread when its thread dies', async () => {
    const queue = await openSqliteJobQueue(file, logger);
    const { job } = await queue.enqueue({ kind: 'count', payload: null }, NOW);
    await queue.kill();
    await expect.poll(() => queue.get(job.id).catch(() => undefined)).toEqual(job);
    await queue.close();
    await queue.close();
  });
});
