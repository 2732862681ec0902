import { appendFile, cp, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdRun } from './hold-run.js';
import { readRunEvents } from './read-log.js';
import { readRunFolder } from './read-run-folder.js';
import { epochsOf } from './run-epochs.js';

const MINUTE = 60_000;
const old = fileURLToPath(new URL('../../test/fixtures/old-run', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-run-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const log = (...events: readonly object[]): Promise<void> =>
  appendFile(path.join(folder, 'metrics.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
const begin = (time: string) => ({ time, type: 'start', recipe: 'quick', stage1Epochs: 4, owner: { host: hostname(), pid: process.pid } });

describe('readRunFolder', () => {
  it('finds no run in an empty folder, in none, and in one that is only held', async () => {
    expect(await readRunFolder(folder, Date.now())).toBeUndefined();
    expect(await readRunFolder(path.join(folder, 'none'), Date.now())).toBeUndefined();
    const outcome = await holdRun(folder);
    expect(await readRunFolder(folder, Date.now())).toBeUndefined();
    if ('held' in outcome) outcome.held.release();
  });

  it('reads a run of the version before owners, with its curves', async () => {
    await cp(old, folder, { recursive: true });
    const at = new Date('2026-11-20T09:20:14Z');
    await utimes(path.join(folder, 'metrics.jsonl'), at, at);
    const content = await readRunFolder(folder, at.getTime() + MINUTE);
    expect(content).toMatchObject({
      state: 'running',
      error: undefined,
      owner: undefined,
      startedAt: '2026-11-20T09:15:02.114Z',
      updatedAt: at.getTime(),
      start: { recipe: 'quick', stage1Epochs: 4, loss: 'supcon+cross-entropy' },
      epoch: { epoch: 3, contrastive: 4.1 },
      config: { recipeName: 'quick' },
    });
    expect(await readRunFolder(folder, at.getTime() + 16 * MINUTE)).toMatchObject({ state: 'stalled' });
    const epochs = epochsOf(await readRunEvents(folder));
    expect(epochs.map(({ epoch, losses }) => [epoch, ...losses])).toEqual([
      [1, ['supcon', 4.5531], ['cross-entropy', 0.6576]],
      [2, ['supcon', 4.3012], ['cross-entropy', 0.58]],
      [3, ['supcon', 4.1], ['cross-entropy', 0.51]],
    ]);
  });

  it('says who trains a run, also when its log is an hour old, and that it stalls when its owner falls silent', async () => {
    await log(begin('2026-01-01T00:00:00.000Z'));
    const hourAgo = new Date(Date.now() - 60 * MINUTE);
    await utimes(path.join(folder, 'metrics.jsonl'), hourAgo, hourAgo);
    const outcome = await holdRun(folder);
    if ('other' in outcome) throw new Error('somebody has it');
    try {
      expect(await readRunFolder(folder, Date.now())).toMatchObject({ state: 'running', owner: { owner: { pid: process.pid } } });
      expect(await readRunFolder(folder, Date.now() + 16 * MINUTE)).toMatchObject({
        state: 'stalled',
        owner: { owner: { host: hostname() } },
      });
    } finally {
      outcome.held.release();
    }
    expect(await readRunFolder(folder, Date.now())).toMatchObject({ state: 'stopped', owner: undefined });
  });

  it('says what a run failed with, in every wording of it', async () => {
    await log(begin('2026-01-01T00:00:00.000Z'), { type: 'failed', time: '2026-01-01T00:01:00.000Z', code: 'DIVERGED', message: 'NaN' });
    const failed = async () => (await readRunFolder(folder, Date.now()))?.error;
    expect(await failed()).toEqual({ code: 'DIVERGED', message: 'NaN' });
    await log({ type: 'failed' });
    expect(await failed()).toMatchObject({ code: 'UNEXPECTED' });
    await log({ type: 'of-a-newer-version' });
    expect(await readRunFolder(folder, Date.now())).toMatchObject({ state: 'failed' });
    await log(begin('2026-01-01T00:02:00.000Z'));
    expect(await readRunFolder(folder, Date.now())).toMatchObject({ state: 'stopped', error: undefined });
  });

  it('takes a result that is half written for none', async () => {
    await log(begin('2026-01-01T00:00:00.000Z'));
    await writeFile(path.join(folder, 'result.json'), '{"test":');
    expect(await readRunFolder(folder, Date.now())).toMatchObject({ state: 'stopped', result: undefined });
    await writeFile(path.join(folder, 'result.json'), '{"test":{}}');
    expect(await readRunFolder(folder, Date.now())).toMatchObject({ state: 'finished', result: { test: {} } });
  });

  it('reads a long log at its two ends', async () => {
    await mkdir(folder, { recursive: true });
    const padding = 'x'.repeat(400);
    await log(begin('2026-01-01T00:00:00.000Z'), ...Array.from({ length: 2000 }, (_, at) => ({ type: 'epoch', epoch: at + 1, padding })));
    expect(await readRunFolder(folder, Date.now())).toMatchObject({
      state: 'stopped',
      startedAt: '2026-01-01T00:00:00.000Z',
      start: { recipe: 'quick' },
      epoch: { epoch: 2000 },
    });
  });
});
