import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { superviseWorker, type SupervisedWorker } from './supervised-worker.js';

interface Counter {
  open(argument: undefined): undefined;
  add(argument: number): number;
  hang(argument: undefined): undefined;
  die(argument: undefined): undefined;
}

/** Notes each start in a file, and refuses to open while the file `broken` is there. */
const SOURCE = `
import { appendFileSync, existsSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { serveCalls } from ${JSON.stringify(new URL('../../dist/threads/serve-calls.js', import.meta.url).href)};
let sum = 0;
serveCalls({
  open: () => {
    appendFileSync(workerData + '/starts', 's');
    if (existsSync(workerData + '/broken')) throw new Error('it is broken');
  },
  add: (value) => (sum += value),
  hang: () => new Promise(() => {}),
  die: () => process.exit(1),
});`;

let folder: string;
let deaths = 0;
const workers: SupervisedWorker<Counter>[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-supervised-'));
  deaths = 0;
  await writeFile(path.join(folder, 'worker.mjs'), SOURCE);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
  await rm(folder, { recursive: true, force: true });
});

async function supervise(whileStarting: 'wait' | 'refuse'): Promise<SupervisedWorker<Counter>> {
  const worker = await superviseWorker<Counter>({
    url: pathToFileURL(path.join(folder, 'worker.mjs')),
    name: 'counter',
    data: folder,
    open: (channel) => channel.call('open', undefined),
    whileStarting,
    onDeath: () => deaths++,
    logger: pino({ level: 'silent' }),
    endWithinMs: 100,
  });
  workers.push(worker);
  return worker;
}
const starts = async (): Promise<number> => (await readFile(path.join(folder, 'starts'), 'utf8')).length;

describe('superviseWorker', () => {
  it('starts a thread that died again, from nothing; the call that was open rejects', async () => {
    const worker = await supervise('wait');
    expect(await worker.call('add', 5)).toBe(5);
    const open = worker.call('hang', undefined);
    await Promise.all([expect(open).rejects.toMatchObject({ code: 'NOT_READY' }), worker.kill()]);
    expect(await worker.call('add', 1)).toBe(1);
    expect(worker.status).toBe('ready');
    expect(deaths).toBe(1);
    await worker.close();
    expect(deaths).toBe(1);
  });

  it('refuses calls while it is starting, where that is asked for', async () => {
    const worker = await supervise('refuse');
    await worker.kill();
    expect(worker.status).toBe('starting');
    await expect(worker.call('add', 1)).rejects.toMatchObject({ code: 'NOT_READY', retryAfterSeconds: 1 });
    await vi.waitFor(() => expect(worker.status).toBe('ready'), { timeout: 10_000 });
    expect(await worker.call('add', 1)).toBe(1);
  });

  it('tries again until it works, and says so meanwhile', async () => {
    const worker = await supervise('refuse');
    await writeFile(path.join(folder, 'broken'), '');
    await expect(worker.call('die', undefined)).rejects.toMatchObject({ code: 'NOT_READY' });
    await vi.waitFor(() => expect(worker.status).toBe('failed'), { timeout: 10_000 });
    await rm(path.join(folder, 'broken'));
    await vi.waitFor(() => expect(worker.status).toBe('ready'), { timeout: 10_000 });
    expect(await starts()).toBeGreaterThan(2);
  });

  it('throws what opening threw the first time, and does not try again', async () => {
    await writeFile(path.join(folder, 'broken'), '');
    await expect(supervise('wait')).rejects.toThrow('it is broken');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await starts()).toBe(1);
  });

  it('ends for good when it is closed, also while it is starting again', async () => {
    const worker = await supervise('wait');
    const open = worker.call('hang', undefined);
    await Promise.all([expect(open).rejects.toMatchObject({ code: 'NOT_READY' }), worker.kill()]);
    await worker.close();
    expect(worker.status).toBe('closed');
    await expect(worker.call('add', 1)).rejects.toMatchObject({ code: 'NOT_READY' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await starts()).toBe(1);
  });
});
