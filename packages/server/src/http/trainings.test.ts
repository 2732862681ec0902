import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdRun } from '@supcon/core/run';
import type { components } from '@supcon/sdk/schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asJson, startTestServer, type TestServer } from '../../test/test-server.js';
import { TRAINING_PROGRAM, writePhotos } from '../../test/training-home.js';

type Schemas = components['schemas'];

let server: TestServer;
const open = async (settings: Parameters<typeof startTestServer>[0] & object = {}): Promise<void> => {
  server = await startTestServer({
    model: false,
    prepare: (home) => writePhotos(home, 'flowers', { rose: 2, tulip: 1 }),
    ...settings,
    settings: { SUPCON_ALLOW_TRAINING: 'on', SUPCON_TRAIN_COMMAND: TRAINING_PROGRAM, ...settings.settings },
  });
};
afterEach(() => server.close());

const ask: TestServer['ask'] = (...request) => server.ask(...request);
const start = (body: object) => ask('POST', '/v1/runs', asJson({ data: 'flowers', recipe: 'quick', ...body }));
const jobOf = async (id: string) => (await ask('GET', `/v1/jobs/${id}`)).body as Schemas['Job'];
const begin = async (body: object): Promise<string> => {
  const answer = await start(body);
  expect(answer.status).toBe(202);
  return (answer.body as Schemas['Job']).id;
};
/** Waits until a job is as wanted. */
const when = async (id: string, wanted: (job: Schemas['Job']) => boolean): Promise<Schemas['Job']> => {
  for (;;) {
    const job = await jobOf(id);
    if (wanted(job)) return job;
    await sleep(20);
  }
};
const ended = (id: string) => when(id, ({ state }) => state !== 'queued' && state !== 'running');
/** Waits until its run is there. */
const runOf = async (id: string): Promise<string> => (await when(id, ({ about }) => about?.['run'] !== undefined)).about!['run']!;
const statusOf = async (run: string) => ((await ask('GET', `/v1/runs/${run}`)).body as Schemas['Run']).status;
const eventsOf = async (run: string) => ((await ask('GET', `/v1/runs/${run}/metrics`)).body as Schemas['RunMetrics']).events;
const epochsOf = async (run: string) => (await eventsOf(run)).flatMap((event) => (event.type === 'epoch' ? [event.epoch] : []));
const upTo = (epochs: number): number[] => Array.from({ length: epochs }, (_, n) => n + 1);

describe('a training over HTTP', () => {
  beforeEach(() => open());

  it('is a job with progress, and a run with metrics, events and curves', async () => {
    const planned = await start({ epochs: 4, name: 'my-flowers', seed: 3 });
    const { id } = planned.body as Schemas['Job'];
    expect(planned).toMatchObject({ status: 202, body: { kind: 'runs.train', about: { data: 'flowers', recipe: 'quick' }, error: null } });
    expect(planned.headers.get('location')).toBe(`/v1/jobs/${id}`);
    const run = await runOf(id);
    expect(run).toMatch(/^\d{8}-\d{6}-quick-flowers-[0-9a-f]{6}$/);
    expect(await ended(id)).toMatchObject({
      state: 'done',
      attempts: 1,
      about: { data: 'flowers', recipe: 'quick', run, artifact: 'my-flowers/1' },
      progress: { done: 4, total: 4, note: 'frozen as my-flowers/1' },
      result: { run, artifact: 'my-flowers/1' },
    });
    expect(await statusOf(run)).toBe('finished');
    expect(await epochsOf(run)).toEqual(upTo(4));
    const stream = await ask('GET', `/v1/runs/${run}/events`);
    expect(String(stream.body)).toMatch(/"type":"epoch"[\s\S]*event: end/);
    expect((await ask('GET', `/v1/curves?run=${run}&name=loss`)).body).toMatchObject({
      runs: [{ id: run, curves: [{ epochs: upTo(4) }] }],
    });
    expect(await ask('POST', `/v1/runs/${run}/resume`)).toMatchObject({ status: 409, body: { code: 'RUN_CONFLICT' } });
    expect(await ask('POST', `/v1/runs/${run}/stop`)).toMatchObject({ status: 409, body: { code: 'RUN_CONFLICT' } });
  });

  it('of recipe auto names the run that is there', async () => {
    const { id } = (await ask('POST', '/v1/runs', asJson({ data: 'flowers', minutes: 0.5 }))).body as Schemas['Job'];
    expect(await ended(id)).toMatchObject({ state: 'done', about: { recipe: 'auto', run: expect.stringMatching(/^run-\d+$/) as string } });
  });

  it.each(['its run', 'its job'])('saves when %s is told to stop, and is gone on with, each epoch once', async (what) => {
    const id = await begin({ recipe: 'slow', epochs: 160 });
    const run = await runOf(id);
    await when(id, ({ progress }) => (progress?.done ?? 0) >= 2);
    expect((await jobOf(id)).progress?.note).toMatch(/^epoch \d+ of 160, about \d+ s of training left$/);
    expect(await ask('POST', `/v1/runs/${run}/resume`)).toMatchObject({ status: 202, body: { id } });
    const stopped = what === 'its run' ? await ask('POST', `/v1/runs/${run}/stop`) : await ask('POST', `/v1/jobs/${id}/cancel`);
    expect(stopped).toMatchObject({ status: 200, body: { id, state: 'cancelled', about: { run } } });
    if ((await statusOf(run)) === 'running') {
      const again = await ask('POST', `/v1/runs/${run}/stop`);
      // It may have ended between the two questions.
      expect([200, 409]).toContain(again.status);
      if (again.status === 200) expect(again.body).toMatchObject({ id, state: 'cancelled' });
    }
    await expect.poll(() => statusOf(run), { timeout: 20_000 }).toBe('stopped');
    expect((await eventsOf(run)).at(-1)).toMatchObject({ type: 'stopped' });
    const before = await epochsOf(run);
    expect(before.length).toBeLessThan(160);

    const resumed = await ask('POST', `/v1/runs/${run}/resume`);
    expect(resumed).toMatchObject({ status: 202, body: { about: { data: 'flowers', run } } });
    expect(await ended((resumed.body as Schemas['Job']).id)).toMatchObject({ state: 'done', result: { run } });
    expect(await epochsOf(run)).toEqual(upTo(160));
  });

  it('waits for the one before it, among ten at most, and may be stopped while it waits', async () => {
    const first = await begin({ recipe: 'slow', epochs: 2000 });
    await runOf(first);
    const waiting = await Promise.all(Array.from({ length: 9 }, () => begin({})));
    expect(await start({})).toMatchObject({ status: 503, body: { code: 'TOO_BUSY' } });
    expect((await ask('GET', '/v1/jobs?kind=runs.train&state=running')).body).toMatchObject({ jobs: [{ id: first }] });
    for (const id of waiting.slice(1)) expect((await ask('POST', `/v1/jobs/${id}/cancel`)).status).toBe(200);
    await ask('POST', `/v1/jobs/${first}/cancel`);
    expect(await ended(waiting[0]!)).toMatchObject({ state: 'done' });
    const { runs } = (await ask('GET', '/v1/runs')).body as Schemas['RunList'];
    expect(runs.map(({ status }) => status).sort()).toEqual(['finished', 'stopped']);
  });

  it('fails in the words of the trainer, once, and tells no path', async () => {
    await writePhotos(server.home, 'one', { rose: 2 });
    for (const [body, code, message] of [
      [{ data: 'one' }, 'BAD_DATA', /^SUPCON_HOME\/data\/one is not a data set: it has only one class$/],
      [{ recipe: 'none' }, 'BAD_RECIPE', /^no recipe is called 'none'/],
      [{ recipe: 'crash' }, 'TRAINING_FAILED', /exit code 7/],
    ] as const) {
      const job = await ended(await begin(body));
      expect(job).toMatchObject({ state: 'failed', attempts: 1, error: { code, message: expect.stringMatching(message) as string } });
      expect(JSON.stringify(job)).not.toContain(server.home);
    }
  });

  it('that is handed back by a server that ends is gone on with by the next, each epoch once', async () => {
    const id = await begin({ recipe: 'slow', epochs: 160 });
    const run = await runOf(id);
    await when(id, ({ progress }) => (progress?.done ?? 0) >= 2);
    await server.restart();
    expect(await ended(id)).toMatchObject({ state: 'done', attempts: 1, result: { run } });
    expect(await epochsOf(run)).toEqual(upTo(160));
    expect((await eventsOf(run)).filter(({ type }) => type === 'start')).toHaveLength(2);
    expect((await ask('GET', '/v1/runs')).body).toMatchObject({ runs: [{ id: run }] });
  });

  it('of somebody else is neither stopped nor gone on with while it runs, nor with photos that lie elsewhere', async () => {
    const folder = path.join(server.home, 'runs/mine');
    await mkdir(folder, { recursive: true });
    const write = (root: string) => writeFile(path.join(folder, 'config.json'), JSON.stringify({ data: { root } }));
    await write(path.join(server.home, 'data/flowers'));
    await writeFile(path.join(folder, 'metrics.jsonl'), '{"type":"start","owner":{"host":"here","pid":1}}\n');
    const outcome = await holdRun(folder);
    const conflict = { status: 409, body: { code: 'RUN_CONFLICT' } };
    for (const what of ['stop', 'resume']) expect([what, await ask('POST', `/v1/runs/mine/${what}`)]).toMatchObject([what, conflict]);
    if ('held' in outcome) outcome.held.release();
    expect(await statusOf('mine')).toBe('stopped');
    for (const root of ['/photos', path.join(server.home, 'data/flowers/rose'), path.join(server.home, 'data')]) {
      await write(root);
      expect([root, await ask('POST', '/v1/runs/mine/resume')]).toMatchObject([root, conflict]);
    }
    await write(path.join(server.home, 'data/gone'));
    expect(await ask('POST', '/v1/runs/mine/resume')).toMatchObject({ status: 404, body: { code: 'DATA_NOT_FOUND' } });
  });

  it.each([
    ['no data', { data: undefined }, 400],
    ['data that is not there', { data: 'weeds' }, 404],
    ['data by a path', { data: '../data/flowers' }, 400],
    ['data by an absolute path', { data: '/etc' }, 400],
    ['hidden data', { data: '.flowers' }, 400],
    ['data with a character that is none', { data: 'flo\u0000wers' }, 400],
    ['data of too long a name', { data: 'x'.repeat(129) }, 400],
    ['a recipe by a path', { recipe: '../quick' }, 400],
    ['a recipe of its own', { recipe: 'mine.json' }, 400],
    ['a recipe that is an option', { recipe: '--help' }, 400],
    ['a name that is a path', { name: '../x' }, 400],
    ['a name that is an option', { name: '-x' }, 400],
    ['minutes for another recipe than auto', { minutes: 5 }, 400],
    ['epochs for auto', { recipe: 'auto', epochs: 5 }, 400],
    ['no minutes at all', { recipe: 'auto', minutes: 0 }, 400],
    ['half an epoch', { epochs: 0.5 }, 400],
    ['a seed below nothing', { seed: -1 }, 400],
    ['what there is no such thing of', { encoder: '/etc/passwd' }, 400],
  ])('is refused for %s', async (_, body, status) => {
    const answer = await start(body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).not.toContain(server.home);
    expect((await ask('GET', '/v1/jobs?kind=runs.train')).body).toEqual({ jobs: [] });
  });

  it('is refused for data that leads elsewhere', async () => {
    const outside = await writePhotos(path.join(server.home, 'outside'), 'secret', { a: 1, b: 1 });
    await symlink(outside, path.join(server.home, 'data/linked'));
    expect(await start({ data: 'linked' })).toMatchObject({ status: 404, body: { code: 'DATA_NOT_FOUND' } });
    await symlink(path.join(outside, 'a'), path.join(server.home, 'data/flowers/stolen'));
    expect(await start({})).toMatchObject({ status: 400, body: { detail: expect.stringContaining('stolen is a link') as string } });
    await rm(path.join(server.home, 'data/flowers/stolen'));
    // One that was put there while the job waited counts too.
    const id = await begin({ recipe: 'slow', epochs: 100 });
    await runOf(id);
    const later = await begin({});
    await symlink(path.join(outside, 'a'), path.join(server.home, 'data/flowers/stolen'));
    await ask('POST', `/v1/jobs/${id}/cancel`);
    expect(await ended(later)).toMatchObject({ state: 'failed', error: { code: 'BAD_REQUEST' } });
  });

  it('is in the audit log, with the data that it was for', async () => {
    await begin({});
    const { entries } = (await ask('GET', '/v1/audit?operation=startRun')).body as Schemas['AuditPage'];
    expect(entries).toMatchObject([{ operation: 'startRun', target: { data: 'flowers' }, outcome: 'done' }]);
  });

  it('lists what there is to train on', async () => {
    expect(await ask('GET', '/v1/data')).toMatchObject({
      status: 200,
      body: { trainingAllowed: true, data: [{ name: 'flowers', classes: 2, photos: 3, problem: null }] },
    });
  });
});

describe('a server that is not allowed to train', () => {
  beforeEach(() => open({ settings: { SUPCON_ALLOW_TRAINING: 'off' } }));

  it('says how to allow it, and shows what there is all the same', async () => {
    const off = { status: 403, body: { code: 'TRAINING_OFF', detail: expect.stringContaining('--allow-training') as string } };
    expect(await start({})).toMatchObject(off);
    for (const what of ['stop', 'resume']) expect(await ask('POST', `/v1/runs/r-1/${what}`)).toMatchObject(off);
    expect((await ask('GET', '/v1/data')).body).toMatchObject({ trainingAllowed: false, data: [{ name: 'flowers' }] });
    expect((await ask('GET', '/v1/jobs?kind=runs.train')).body).toEqual({ jobs: [] });
    await expect(readFile(path.join(server.home, 'runs'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a server without a program that trains', () => {
  beforeEach(() => open({ settings: { SUPCON_TRAIN_COMMAND: '/nowhere/supcon.mjs' } }));

  it('says so', async () => {
    expect(await start({})).toMatchObject({ status: 501, body: { code: 'TRAINING_UNAVAILABLE' } });
  });
});
