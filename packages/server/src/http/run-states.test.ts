import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { holdRun, TRAINING_LOSSES, type HeldRun, type LossKind } from '@supcon/core/run';
import { contrastiveKind, hasCrossEntropy } from '@supcon/core/run/events';
import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

const HOUR_AGO = new Date(Date.now() - 3_600_000);

describe('the state of a training over HTTP', () => {
  let server: TestServer;
  const holds: HeldRun[] = [];
  const children: ChildProcess[] = [];
  beforeAll(async () => (server = await startTestServer({ model: false })), 60_000);
  afterAll(async () => {
    for (const hold of holds) hold.release();
    for (const child of children) child.kill('SIGKILL');
    await server.close();
  });

  /** A run that began two hours ago and was last heard of an hour ago. */
  async function makeRun(id: string, ...events: readonly object[]): Promise<string> {
    const folder = path.join(server.home, 'runs', id);
    await mkdir(folder, { recursive: true });
    const log = path.join(folder, 'metrics.jsonl');
    const start = { type: 'start', stage1Epochs: 9, owner: { host: 'here', pid: 1 } };
    const time = new Date(Date.now() - 7_200_000).toISOString();
    await appendFile(log, [start, ...events].map((event) => `${JSON.stringify({ time, ...event })}\n`).join(''));
    await utimes(log, HOUR_AGO, HOUR_AGO);
    return folder;
  }

  async function hold(folder: string): Promise<HeldRun> {
    const outcome = await holdRun(folder);
    if ('other' in outcome) throw new Error('somebody has it');
    holds.push(outcome.held);
    return outcome.held;
  }

  const get = async (id: string): Promise<Schemas['Run']> => (await server.ask('GET', `/v1/runs/${id}`)).body as Schemas['Run'];

  it('is running with its owner in an epoch of an hour, stalled when that is silent, stopped when it has given the run back', async () => {
    const folder = await makeRun('slow', { type: 'epoch', epoch: 1, epochs: 9, etaSeconds: 28_800 });
    const { owner, release } = await hold(folder);
    const { host, pid, since } = owner;
    expect(await get('slow')).toMatchObject({ status: 'running', owner: { host, pid, since }, epoch: 1, etaSeconds: 28_800 });
    await utimes(path.join(folder, 'owner.json'), HOUR_AGO, HOUR_AGO);
    const stalled = await get('slow');
    expect(stalled).toMatchObject({ status: 'stalled', owner: { host, pid, since } });
    expect(stalled.etaSeconds).toBeUndefined();
    release();
    const stopped = await get('slow');
    expect(stopped.status).toBe('stopped');
    expect(stopped.owner).toBeUndefined();
  });

  it('is stopped as soon as its process was killed', async () => {
    const folder = await makeRun('killed', { type: 'epoch', epoch: 1 });
    const child = spawn('sleep', ['60']);
    children.push(child);
    await once(child, 'spawn');
    const mine = await hold(await makeRun('mine'));
    const { started: _started, ...owner } = mine.owner;
    await writeFile(path.join(folder, 'owner.json'), JSON.stringify({ ...owner, id: 'child', pid: child.pid }));
    expect((await get('killed')).status).toBe('running');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await get('killed')).status).toBe('stopped');
  });

  it('is failed with what it failed with, in the list too', async () => {
    const error = { code: 'DIVERGED', message: 'the loss became NaN; lower stage1.learningRate' };
    await makeRun('failed', { type: 'failed', ...error });
    expect(await get('failed')).toMatchObject({ status: 'failed', error });
    const { runs } = (await server.ask('GET', '/v1/runs')).body as Schemas['RunList'];
    expect(runs.find(({ id }) => id === 'failed')).toMatchObject({ status: 'failed', error });
    expect(runs.filter(({ error: own }) => own !== undefined)).toHaveLength(1);
  });

  it.each([
    ['running, however silent', 0],
    ['stalled', 3_600_000],
  ])('keeps the event stream open while the run is %s, and goes on with it', async (_, silentMs) => {
    const id = `stream-${silentMs}`;
    const folder = await makeRun(id);
    await hold(folder);
    const beat = new Date(Date.now() - silentMs);
    await utimes(path.join(folder, 'owner.json'), beat, beat);
    const { nextOffset } = (await server.ask('GET', `/v1/runs/${id}/metrics`)).body as Schemas['RunMetrics'];
    const abort = new AbortController();
    const response = await fetch(`${server.url}/v1/runs/${id}/events?offset=${nextOffset}`, { signal: abort.signal });
    expect(response.status).toBe(200);
    await appendFile(path.join(folder, 'metrics.jsonl'), '{"type":"epoch","epoch":2,"supcon":3}\n');
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes('data:')) break;
    }
    abort.abort();
    expect(JSON.parse(/data: (.*)/.exec(text)![1]!)).toEqual({ type: 'epoch', epoch: 2, contrastive: 3 });
  });

  it('shows every term of every loss, under the same two names', async () => {
    const terms = (loss: LossKind) => ({
      ...(contrastiveKind(loss) ? { contrastive: 2 } : {}),
      ...(hasCrossEntropy(loss) ? { crossEntropy: 1 } : {}),
    });
    for (const [at, loss] of TRAINING_LOSSES.entries()) {
      await makeRun(`loss-${at}`, { type: 'start', loss }, { type: 'epoch', epoch: 1, ...terms(loss) });
      const { events } = (await server.ask('GET', `/v1/runs/loss-${at}/metrics`)).body as Schemas['RunMetrics'];
      expect(events.findLast((event) => event.type === 'start')?.loss).toBe(loss);
      expect(events.at(-1)).toMatchObject({ type: 'epoch', epoch: 1, ...terms(loss) });
      expect(Object.keys(terms(loss))).not.toEqual([]);
    }
  });
});
