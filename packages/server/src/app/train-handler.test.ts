import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeHome, writePhotos } from '../../test/training-home.js';
import { MemoryJobs, openMemoryJobQueue } from '../adapters/memory/memory-job-queue.js';
import { createMemoryTrainer } from '../adapters/memory/memory-trainer.js';
import { ServerError } from '../domain/errors.js';
import type { Job, JobQueue } from '../domain/job-queue.js';
import type { Trainer, TrainingOrder } from '../domain/trainer.js';
import { DEFAULT_JOB_RUNNER, runJobs, type JobRunner } from '../jobs/run-jobs.js';
import { DataSets } from '../runs/data-sets.js';
import { planResume, planTraining, TRAIN } from '../runs/plan-training.js';
import { trainHandler } from './train-handler.js';

const NOW = '2026-11-30T10:00:00.000Z';

let home: string;
let queue: JobQueue;
let jobs: MemoryJobs;
let orders: TrainingOrder[];
const held = new Set<string>();
const checkpoints = new Map<string, number>();
const runners: JobRunner[] = [];
beforeEach(async () => {
  home = await makeHome();
  await writePhotos(home, 'flowers', { a: 1, b: 1 });
  jobs = new MemoryJobs();
  queue = openMemoryJobQueue(jobs);
  orders = [];
  held.clear();
  checkpoints.clear();
});
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.close()));
  await rm(home, { recursive: true, force: true });
});

/** Works on trainings as a server does. @param pause between epochs. */
function work(pause: () => Promise<void> = () => sleep(1)): JobRunner {
  const memory = createMemoryTrainer({ epochs: 5, pause, refuse: () => undefined, checkpoints, held });
  const trainer: Trainer = {
    ...memory,
    train: (order, ...more) => {
      orders.push(order);
      return memory.train(order, ...more);
    },
  };
  const runs = {
    get: (id: string) => {
      if (!checkpoints.has(id)) throw new ServerError('RUN_NOT_FOUND', id);
      return Promise.resolve({ id, status: 'stopped' as const, updatedAt: NOW, config: {} });
    },
  };
  const handlers = { [TRAIN]: trainHandler({ trainer, runs, data: new DataSets(path.join(home, 'data')) }) };
  const options = { ...DEFAULT_JOB_RUNNER, heartbeatMs: 5, pollMs: 5 };
  const runner = runJobs({ queue, handlers, logger: pino({ level: 'silent' }), clock: () => new Date().toISOString() }, options);
  runners.push(runner);
  return runner;
}
const plan = (payload = planTraining({ data: 'flowers', recipe: 'quick' }, new Date(NOW))) =>
  queue.enqueue({ kind: TRAIN, payload, maxAttempts: 100 }, NOW).then(({ job }) => job);
const becomes = (id: string, expected: object) =>
  expect.poll(() => queue.get(id), { interval: 5, timeout: 20_000 }).toMatchObject(expected);

it('begins a run under the id that was planned, and tells of it', async () => {
  const job = await plan();
  const { run } = job.payload as { run: string };
  work();
  await becomes(job.id, {
    state: 'done',
    result: { run, artifact: 'memory/1' },
    progress: { done: 5, total: 5, note: 'frozen as memory/1', about: { run, artifact: 'memory/1' } },
  });
  expect(orders).toEqual([
    {
      start: {
        ...{ run, data: path.join(home, 'data/flowers'), recipe: 'quick', skipBad: false },
        ...{ name: undefined, seed: undefined, minutes: undefined, epochs: undefined },
      },
    },
  ]);
});

it('goes on with the run that it had begun, and hands it back where the process closes', async () => {
  const job = await plan();
  const { run } = job.payload as { run: string };
  const first = work(() => sleep(30));
  await becomes(job.id, { progress: { done: 2 } });
  await first.close();
  expect(await queue.get(job.id)).toMatchObject({ state: 'queued', attempts: 0 });
  work();
  await becomes(job.id, { state: 'done', result: { run } });
  expect(orders.map((order) => ('resume' in order ? order : 'new'))).toEqual([
    'new',
    { resume: run, data: path.join(home, 'data/flowers') },
  ]);
});

it('waits for a run that is still held, by what a killed server left', async () => {
  const job = await plan(planResume('r-1', 'flowers'));
  checkpoints.set('r-1', 3);
  held.add('r-1');
  work();
  await becomes(job.id, { state: 'queued', attempts: 1, error: { code: 'NOT_READY' } });
  held.delete('r-1');
  const row = jobs.rows.get(job.id)!;
  row.job = { ...row.job, runAfter: NOW };
  await becomes(job.id, { state: 'done', error: null, result: { run: 'r-1' } });
});

it('does not train again what was done when only the word of it was lost', async () => {
  const job = await plan();
  const { id } = (await queue.claim([TRAIN], { worker: 'killed', leaseMs: 1000 }, NOW)) as Job;
  const about = { run: 'r-1', artifact: 'flowers/3' };
  await queue.extend(id, 'killed', { leaseMs: 1000, progress: { done: 5, total: 5, note: null, about } }, NOW);
  work();
  await becomes(job.id, { state: 'done', attempts: 2, result: { run: 'r-1', artifact: 'flowers/3' } });
  expect(orders).toEqual([]);
});

it('fails for good where its photos are gone', async () => {
  const job = await plan();
  await rm(path.join(home, 'data/flowers'), { recursive: true });
  await mkdir(path.join(home, 'elsewhere'));
  await writeFile(path.join(home, 'data/flowers'), 'no folder');
  work();
  await becomes(job.id, { state: 'failed', attempts: 1, error: { code: 'DATA_NOT_FOUND' } });
});
