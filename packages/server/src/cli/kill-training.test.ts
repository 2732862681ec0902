import { rm } from 'node:fs/promises';
import path from 'node:path';
import { readOwner, readRunEvents } from '@supcon/core/run';
import type { components } from '@supcon/sdk/schema';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startServerProcess, type ServerProcess } from '../../test/server-process.js';
import { makeHome, TRAINING_PROGRAM, writePhotos } from '../../test/training-home.js';

type Job = components['schemas']['Job'];

let home: string;
let server: ServerProcess | undefined;
beforeEach(async () => {
  home = await makeHome();
  await writePhotos(home, 'flowers', { rose: 1, tulip: 1 });
});
afterEach(async () => {
  await server?.end('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

const start = async (): Promise<void> => {
  server = await startServerProcess(home, { SUPCON_ALLOW_TRAINING: 'on', SUPCON_TRAIN_COMMAND: TRAINING_PROGRAM });
};
const ask = async <T>(address: string, init?: RequestInit): Promise<T> => (await (await fetch(server!.url + address, init)).json()) as T;
/** As if the lease of the server that was killed had run out. */
const forgetLease = (): void => {
  const database = new Database(path.join(home, 'server/jobs.sqlite'));
  database.exec("UPDATE jobs SET lease_until = '2026-01-01T00:00:00.000Z' WHERE state = 'running'");
  database.close();
};

it('a training goes on after each kill -9 of its server: one run, one process at a time, each epoch once', async () => {
  await start();
  const body = JSON.stringify({ data: 'flowers', recipe: 'slow', epochs: 80 });
  const { id } = await ask<Job>('/v1/runs', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const job = () => ask<Job>(`/v1/jobs/${id}`);
  await expect.poll(async () => (await job()).about?.['run'], { timeout: 30_000 }).toBeDefined();
  const run = (await job()).about!['run']!;
  const folder = path.join(home, 'runs', run);
  const epochs = async (): Promise<number[]> =>
    (await readRunEvents(folder)).flatMap((event) => (event.type === 'epoch' ? [event.epoch] : []));
  for (let kill = 1; kill <= 2; kill++) {
    const before = (await epochs()).length;
    await expect.poll(async () => (await epochs()).length, { timeout: 30_000 }).toBeGreaterThan(before + 2);
    expect(await server!.end('SIGKILL')).toBeNull();
    // At the first kill the training that was left is gone when the server starts, at the second it may not be.
    if (kill === 1) await expect.poll(() => readOwner(path.join(folder, 'owner.json'), Date.now()), { timeout: 20_000 }).toBeUndefined();
    forgetLease();
    await start();
  }
  await expect.poll(job, { timeout: 60_000 }).toMatchObject({ state: 'done', result: { run } });
  expect(await epochs()).toEqual(Array.from({ length: 80 }, (_, n) => n + 1));
  expect((await ask<{ runs: object[] }>('/v1/runs')).runs).toHaveLength(1);
  const events = await readRunEvents(folder);
  expect([events.filter(({ type }) => type === 'start').length, events.at(-1)?.type]).toEqual([3, 'result']);
}, 180_000);
