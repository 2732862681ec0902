import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { readOwner, readRunEvents } from '@supcon/core/run';
import type { components } from '@supcon/sdk/schema';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePicture } from '../pictures.js';
import { startServerProcess, type ServerProcess } from '../server-process.js';
import { makeHome, writePhotos } from '../training-home.js';

type Schemas = components['schemas'];

/** Minutes: TensorFlow starts several times. */
const LONG = { timeout: 300_000, interval: 100 };

let home: string;
let server: ServerProcess | undefined;
beforeEach(async () => {
  home = await makeHome();
  await writePhotos(home, 'drawn', { apple: 12, pear: 12, plum: 12 });
  await start();
});
afterEach(async () => {
  await server?.end('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

const start = async (): Promise<void> => {
  server = await startServerProcess(home, { SUPCON_ALLOW_TRAINING: 'on' });
};
const ask = async <T>(method: string, address: string, body?: object): Promise<T> => {
  const init = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
  return (await (await fetch(server!.url + address, { method, ...init })).json()) as T;
};
const job = (id: string) => ask<Schemas['Job']>('GET', `/v1/jobs/${id}`);
const run = (id: string) => ask<Schemas['Run']>('GET', `/v1/runs/${id}`);
const epochs = async (id: string): Promise<number[]> =>
  (await readRunEvents(path.join(home, 'runs', id))).flatMap((event) => (event.type === 'epoch' ? [event.epoch] : []));
/** A training that has ended so many epochs. */
const begun = async (body: object, least: number): Promise<{ id: string; run: string }> => {
  const { id } = await ask<Schemas['Job']>('POST', '/v1/runs', { data: 'drawn', recipe: 'quick', ...body });
  await expect.poll(async () => (await job(id)).progress?.done ?? 0, LONG).toBeGreaterThanOrEqual(least);
  return { id, run: (await job(id)).about!['run']! };
};

it('supcon train: from a request to a model that answers', async () => {
  const { id, run: name } = await begun({ epochs: 2, name: 'fruit', seed: 1 }, 1);
  await expect.poll(() => job(id), LONG).toMatchObject({ state: 'done', error: null, result: { run: name, artifact: 'fruit/1' } });
  expect(await run(name)).toMatchObject({ status: 'finished', recipe: 'quick', data: 'drawn', config: { seed: 1 } });
  expect(await epochs(name)).toEqual([1, 2]);
  expect(await ask('GET', `/v1/curves?run=${name}&name=loss`)).toMatchObject({ runs: [{ curves: [{ epochs: [1, 2] }, {}] }] });
  await ask('PUT', '/v1/aliases/production', { model: 'fruit/1' });
  const body = await makePicture(1);
  const answer = await fetch(`${server!.url}/v1/classify`, { method: 'POST', headers: { 'content-type': 'image/png' }, body });
  expect(((await answer.json()) as Schemas['ClassifyResponse']).predictions.map(({ label }) => label).sort()).toEqual([
    'apple',
    'pear',
    'plum',
  ]);
});

it('supcon train: stopped, gone on with, left by a server that is killed, and gone on with by the next', async () => {
  const { id, run: name } = await begun({ epochs: 40 }, 2);
  const folder = path.join(home, 'runs', name);
  expect(await ask('POST', `/v1/runs/${name}/stop`)).toMatchObject({ id, state: 'cancelled' });
  await expect.poll(async () => (await run(name)).status, LONG).toBe('stopped');
  expect((await readRunEvents(folder)).at(-1)).toMatchObject({ type: 'stopped' });

  const { id: second } = await ask<Schemas['Job']>('POST', `/v1/runs/${name}/resume`);
  const before = (await epochs(name)).length;
  await expect.poll(async () => (await epochs(name)).length, LONG).toBeGreaterThan(before + 1);
  expect(await server!.end('SIGKILL')).toBeNull();
  await expect.poll(() => readOwner(path.join(folder, 'owner.json'), Date.now()), LONG).toBeUndefined();
  const database = new Database(path.join(home, 'server/jobs.sqlite'));
  database.exec("UPDATE jobs SET lease_until = '2026-01-01T00:00:00.000Z' WHERE state = 'running'");
  database.close();
  await start();
  await expect.poll(() => job(second), LONG).toMatchObject({ state: 'done', attempts: 2, result: { run: name } });
  // Those since the last checkpoint may have been trained again, where the server's end was noticed by an event that nobody took.
  expect([...new Set(await epochs(name))]).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  expect((await ask<Schemas['RunList']>('GET', '/v1/runs')).runs).toHaveLength(1);
  const starts = (await readFile(path.join(folder, 'metrics.jsonl'), 'utf8')).match(/"type":"start"/g);
  expect(starts).toHaveLength(3);
});

it('supcon train: says no in its own words', async () => {
  await writePhotos(home, 'one', { apple: 3 });
  for (const [body, code] of [
    [{ data: 'one', recipe: 'quick' }, 'BAD_DATA'],
    [{ data: 'drawn', recipe: 'quik' }, 'BAD_RECIPE'],
  ] as const) {
    const { id } = await ask<Schemas['Job']>('POST', '/v1/runs', body);
    await expect.poll(() => job(id), LONG).toMatchObject({ state: 'failed', attempts: 1, error: { code } });
    const { error } = await job(id);
    expect(error!.message).not.toContain(home);
    expect(error!.message).toMatch(code === 'BAD_DATA' ? /^SUPCON_HOME\/data\/one .*only the class 'apple'/ : /Did you mean 'quick'\?/);
  }
});
