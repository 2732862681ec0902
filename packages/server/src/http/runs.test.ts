import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.js';
import type { components } from '@supcon/sdk/schema';

type Schemas = components['schemas'];

interface Message {
  readonly id: number;
  readonly event: string;
  readonly data: { readonly type?: string; readonly epoch?: number };
}

describe('trainings over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startTestServer({ model: false })));
  afterAll(() => server.close());

  const line = (event: object): string => `${JSON.stringify({ time: '2026-11-24T02:12:00.000Z', ...event })}\n`;
  const start = line({ type: 'start', recipe: 'quick', data: 'sample', backend: 'native', precision: 'float32', stage1Epochs: 20 });
  const epoch = (n: number): string => line({ type: 'epoch', stage: 1, epoch: n, epochs: 20, loss: 5 - n / 10, etaSeconds: 100 - n });
  const result = {
    recipe: 'quick',
    data: 'sample',
    backend: 'native',
    precision: 'float32',
    seconds: 9,
    imagesSeen: 10,
    test: { linear: 0.9, knn: 0.8 },
  };

  async function makeRun(id: string, log: string, more: { result?: object; config?: object } = {}): Promise<string> {
    const folder = path.join(server.home, 'runs', id);
    await mkdir(folder, { recursive: true });
    if (more.config) await writeFile(path.join(folder, 'config.json'), JSON.stringify(more.config));
    await writeFile(path.join(folder, 'metrics.jsonl'), log);
    if (more.result) await writeFile(path.join(folder, 'result.json'), JSON.stringify(more.result));
    return folder;
  }

  /** Reads a stream until `enough` or its end. */
  async function listen(
    address: string,
    headers: Record<string, string>,
    enough: (messages: readonly Message[]) => boolean,
  ): Promise<Message[]> {
    const abort = new AbortController();
    const response = await fetch(server.url + address, { headers, signal: abort.signal });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const messages: Message[] = [];
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const fields = new Map(block.split('\n').map((field) => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 2)]));
        if (fields.has('data'))
          messages.push({
            id: Number(fields.get('id')),
            event: fields.get('event') ?? 'message',
            data: JSON.parse(fields.get('data')!) as Message['data'],
          });
      }
      if (enough(messages)) {
        abort.abort();
        break;
      }
    }
    return messages;
  }

  it('tells what a run is and how far it is', async () => {
    await makeRun('20261124-021200-quick', start + epoch(1) + epoch(2), { config: { recipe: 'quick', seed: 7 } });
    const { body } = await server.ask('GET', '/v1/runs/20261124-021200-quick');
    expect(body).toMatchObject({
      id: '20261124-021200-quick',
      status: 'running',
      recipe: 'quick',
      startedAt: '2026-11-24T02:12:00.000Z',
      epoch: 2,
      epochs: 20,
      etaSeconds: 98,
      config: { recipe: 'quick', seed: 7 },
    });
  });

  it('tells finished, stopped and stalled runs apart, newest first', async () => {
    await makeRun('a-finished', line({ type: 'start', time: '2026-11-24T05:00:00.000Z' }) + epoch(20), { result });
    await makeRun('b-stopped', line({ type: 'start', time: '2026-11-24T04:00:00.000Z' }) + line({ type: 'stopped' }));
    await makeRun('b-failed', line({ type: 'start', time: '2026-11-24T03:30:00.000Z' }) + line({ type: 'failed', code: 'DIVERGED' }));
    const stalled = await makeRun('c-stalled', line({ type: 'start', time: '2026-11-24T03:00:00.000Z' }) + epoch(3));
    const longAgo = new Date(Date.now() - 20 * 60_000);
    await utimes(path.join(stalled, 'metrics.jsonl'), longAgo, longAgo);
    await mkdir(path.join(server.home, 'runs', 'no-run-at-all'), { recursive: true });
    const { runs } = (await server.ask('GET', '/v1/runs')).body as Schemas['RunList'];
    expect(runs.map(({ id, status }) => [id, status])).toEqual([
      ['a-finished', 'finished'],
      ['b-stopped', 'stopped'],
      ['b-failed', 'failed'],
      ['c-stalled', 'stalled'],
      ['20261124-021200-quick', 'running'],
    ]);
    expect(runs[0]!.result).toEqual(result);
    expect(runs[3]!.etaSeconds).toBeUndefined();
  });

  it('refuses runs that are not there, and names that lead elsewhere', async () => {
    for (const address of ['none', 'none/metrics', 'none/events'])
      expect(await server.ask('GET', `/v1/runs/${address}`)).toMatchObject({ status: 404, body: { code: 'RUN_NOT_FOUND' } });
    for (const id of ['..', '%2e%2e%2fserver', '.hidden'])
      expect((await server.ask('GET', `/v1/runs/${id}`)).status).toBeGreaterThanOrEqual(400);
  });

  it('follows no link to a folder, and waits for no pipe', async () => {
    const elsewhere = await makeRun('elsewhere', start);
    await symlink(elsewhere, path.join(server.home, 'runs', 'linked'));
    expect((await server.ask('GET', '/v1/runs/linked')).status).toBe(404);
    const piped = await makeRun('piped', '', { config: {} });
    await rm(path.join(piped, 'metrics.jsonl'));
    for (const name of ['metrics.jsonl', 'result.json', 'owner.json']) execFileSync('mkfifo', [path.join(piped, name)]);
    for (let asked = 0; asked < 8; asked++) {
      expect(await server.ask('GET', '/v1/runs/piped')).toMatchObject({ status: 200, body: { id: 'piped' } });
      expect(await server.ask('GET', '/v1/runs/piped/metrics')).toMatchObject({ status: 200, body: { events: [] } });
    }
    await Promise.all([elsewhere, piped, path.join(server.home, 'runs', 'linked')].map((folder) => rm(folder, { recursive: true })));
  });

  it('gives the events from an offset on; half a line waits, a line that is no event is passed over', async () => {
    const folder = await makeRun('log', `${start}broken{\n${epoch(1)}{"type":"epo`);
    const first = (await server.ask('GET', '/v1/runs/log/metrics')).body as Schemas['RunMetrics'];
    expect(first.events.map(({ type }) => type)).toEqual(['start', 'epoch']);
    const again = (await server.ask('GET', `/v1/runs/log/metrics?offset=${first.nextOffset}`)).body as Schemas['RunMetrics'];
    expect(again).toEqual({ events: [], nextOffset: first.nextOffset });
    await appendFile(path.join(folder, 'metrics.jsonl'), 'ch","epoch":2}\n');
    const later = (await server.ask('GET', `/v1/runs/log/metrics?offset=${first.nextOffset}`)).body as Schemas['RunMetrics'];
    expect(later.events).toEqual([{ type: 'epoch', epoch: 2 }]);
  });

  it('streams events as they are written, and goes on behind Last-Event-ID', async () => {
    const folder = await makeRun('live', start + epoch(1));
    const log = path.join(folder, 'metrics.jsonl');
    const listening = listen('/v1/runs/live/events', {}, (messages) => messages.length === 3);
    await sleep(200);
    await appendFile(log, epoch(2));
    const messages = await listening;
    expect(messages.map(({ data }) => [data.type, data.epoch])).toEqual([
      ['start', undefined],
      ['epoch', 1],
      ['epoch', 2],
    ]);

    const rest = listen('/v1/runs/live/events', { 'last-event-id': String(messages[1]!.id) }, () => false);
    await appendFile(log, epoch(3));
    await writeFile(path.join(folder, 'result.json'), JSON.stringify(result));
    const received = await rest;
    expect(received.map(({ event, data }) => [event, data.epoch])).toEqual([
      ['message', 2],
      ['message', 3],
      ['end', undefined],
    ]);
    const last = received.at(-2)!.id;
    const { status, bytes } = await server.ask('GET', '/v1/runs/live/events', { headers: { 'last-event-id': String(last) } });
    expect([status, bytes.length]).toEqual([204, 0]);
  });

  it('refuses a Last-Event-ID that is no offset', async () => {
    expect((await server.ask('GET', '/v1/runs/log/events', { headers: { 'last-event-id': 'x' } })).status).toBe(400);
  });

  it('keeps serving runs without a model, and says that it has none', async () => {
    expect((await server.ask('GET', '/livez')).status).toBe(200);
    expect(await server.ask('GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'not-ready' } });
    const classify = await server.ask('POST', '/v1/classify', { headers: { 'content-type': 'image/png' }, body: 'x' });
    expect(classify).toMatchObject({ status: 503, body: { code: 'NO_MODEL' } });
    expect(Number(classify.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await server.ask('PUT', '/v1/collections/c')).toMatchObject({ status: 503, body: { code: 'NO_MODEL' } });
  });

  describe('their curves', () => {
    const at = (n: number): string => new Date(Date.parse('2026-11-24T02:00:00.000Z') + 1000 * n).toISOString();
    const row = (event: object, n: number): string => `${JSON.stringify({ time: at(n), ...event })}\n`;
    const curves = async (query: string) => {
      const { status, body } = await server.ask('GET', `/v1/curves?${query}`);
      return { status, body: body as Schemas['CurveList'] & Schemas['Problem'] };
    };

    it('come of several runs in the order asked for, each term of a loss for itself, with the time since each was begun', async () => {
      const one = row({ type: 'start', recipe: 'quick', loss: 'triplet+cross-entropy' }, 0);
      await makeRun(
        'curve-a',
        one +
          row({ type: 'epoch', epoch: 1, contrastive: 2, crossEntropy: 1, loss: 3, learningRate: 0.1 }, 10) +
          row({ type: 'epoch', epoch: 2, contrastive: 1.5, crossEntropy: 0.9, knn: 0.5 }, 20),
      );
      await makeRun('curve-b', row({ type: 'start' }, 100) + row({ type: 'epoch', epoch: 1, loss: 4, accuracy: 0.25 }, 107));
      expect(await curves('run=curve-b&run=curve-a&run=curve-b')).toMatchObject({
        status: 200,
        body: {
          runs: [
            {
              id: 'curve-b',
              curves: [
                { name: 'loss', term: 'supcon', epochs: [1], seconds: [7], values: [4] },
                { name: 'accuracy', epochs: [1], seconds: [7], values: [0.25] },
              ],
            },
            {
              id: 'curve-a',
              recipe: 'quick',
              curves: [
                { name: 'loss', term: 'triplet', epochs: [1, 2], seconds: [10, 20], values: [2, 1.5] },
                { name: 'loss', term: 'cross-entropy', values: [1, 0.9] },
                { name: 'knn', epochs: [2], seconds: [20], values: [0.5] },
                { name: 'learningRate', values: [0.1] },
              ],
            },
          ],
        },
      });
      const { body } = await curves('run=curve-a&name=knn');
      expect(body.runs[0]!.curves.map(({ name }) => name)).toEqual(['knn']);
    });

    it('are thinned to the points asked for, with every spike, and count an epoch once that was trained again', async () => {
      const epochs = Array.from({ length: 3000 }, (_, n) => row({ type: 'epoch', epoch: n + 1, loss: n === 1234 ? 99 : 1 }, n));
      await makeRun(
        'curve-long',
        row({ type: 'start' }, 0) + epochs.join('') + row({ type: 'start' }, 4000) + row({ type: 'epoch', epoch: 3000, loss: 7 }, 4001),
      );
      const { body } = await curves('run=curve-long&points=50');
      const [{ epochs: shown, values }] = body.runs[0]!.curves as [Schemas['Curve']];
      expect(shown.length).toBeLessThanOrEqual(50);
      expect(values[shown.indexOf(1235)]).toBe(99);
      expect([shown.at(0), shown.at(-1), values.at(-1)]).toEqual([1, 3000, 7]);
    });

    it('are those of the five newest where none is named', async () => {
      const listed = ((await server.ask('GET', '/v1/runs')).body as Schemas['RunList']).runs.map(({ id }) => id);
      expect(listed.length).toBeGreaterThan(5);
      expect((await curves('name=loss')).body.runs.map(({ id }) => id)).toEqual(listed.slice(0, 5));
    });

    it('are empty of a run that has reported nothing', async () => {
      await makeRun('curve-none', '');
      expect((await curves('run=curve-none')).body.runs).toMatchObject([{ id: 'curve-none', curves: [] }]);
    });

    it.each([
      ['too many runs', Array.from({ length: 21 }, (_, n) => `run=r${n}`).join('&'), 400],
      ['a curve that there is none of', 'run=curve-a&name=lose', 400],
      ['too few points', 'run=curve-a&points=3', 400],
      ['too many points', 'run=curve-a&points=5001', 400],
      ['a run that is not there', 'run=curve-a&run=gone', 404],
      ['a run that is no name', 'run=../etc', 400],
    ])('are refused for %s', async (_, query, status) => {
      expect((await curves(query)).status).toBe(status);
    });
  });
});
