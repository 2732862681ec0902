import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { startServerProcess, type ServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

interface CollectedSpan {
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: { readonly code: number };
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string;
  readonly seconds: number;
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const SERVER_KIND = 1;
const ERROR_STATUS = 2;

let home: string;
let server: ServerProcess;
let said: string;
beforeEach(async () => {
  said = '';
  home = await mkdtemp(path.join(tmpdir(), 'supcon-traces-'));
  await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
});
afterEach(async () => {
  await server.end('SIGTERM');
  await rm(home, { recursive: true, force: true });
});

const start = async (register: string | undefined): Promise<void> => {
  const settings = { ...(register === undefined ? {} : { NODE_OPTIONS: `--import ${register}`, COLLECTED: path.join(home, 'spans') }) };
  server = await startServerProcess(home, settings as object, ['--log-level', 'info']);
  server.child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
};
const collected = async (): Promise<readonly CollectedSpan[]> =>
  (await readFile(path.join(home, 'spans'), 'utf8').catch(() => ''))
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as CollectedSpan]));
const collectedOf = async (name: string): Promise<readonly CollectedSpan[]> => (await collected()).filter((span) => span.name === name);

describe('a server that was started with an SDK of OpenTelemetry', () => {
  beforeEach(() => start(fileURLToPath(new URL('../../test/collect-traces.mjs', import.meta.url))));

  it('shows a request within the trace of its caller, its steps below it, and names its span in the log', async () => {
    const traceparent = `00-${TRACE}-${CALLER}-01`;
    const body = await makePicture(1);
    const answer = await fetch(`${server.url}/v1/classify`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'image/png', traceparent },
    });
    expect(answer.status).toBe(200);
    await expect.poll(() => collectedOf('POST /v1/classify')).toHaveLength(1);
    const spans = (await collected()).filter(({ traceId }) => traceId === TRACE);
    const request = spans.find(({ name }) => name === 'POST /v1/classify')!;
    expect(request).toMatchObject({
      ...{ kind: SERVER_KIND, parent: CALLER },
      attributes: { 'http.request.method': 'POST', 'http.route': '/v1/classify', 'http.response.status_code': 200 },
    });
    const steps = spans.filter(({ parent }) => parent === request.spanId);
    expect(steps.map(({ name }) => name).sort()).toEqual(['decode', 'encode']);
    expect(steps.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThanOrEqual(request.seconds);
    await expect.poll(() => said).toContain(`"trace_id":"${TRACE}","span_id":"${request.spanId}"`);
  });

  it('shows each of several requests at once with its own steps, and what went wrong', async () => {
    await fetch(`${server.url}/v1/collections/fruit`, { method: 'PUT' });
    const pictures = await Promise.all([1, 2, 3, 4].map((seed) => makePicture(seed)));
    await Promise.all(
      pictures.map((image, at) => {
        const form = new FormData();
        form.set('image', new Blob([new Uint8Array(image)], { type: 'image/png' }), 'a.png');
        form.set('id', `item-${at}`);
        return fetch(`${server.url}/v1/collections/fruit/items`, { method: 'POST', body: form });
      }),
    );
    const wrong = await fetch(`${server.url}/v1/classify`, {
      method: 'POST',
      body: 'no picture',
      headers: { 'content-type': 'image/png' },
    });
    await wrong.text();
    await (await fetch(`${server.url}/livez`)).text();
    await expect.poll(() => collectedOf('POST /v1/classify')).toHaveLength(1);
    await expect.poll(() => collectedOf('POST /v1/collections/{collection}/items')).toHaveLength(4);
    const spans = await collected();
    for (const add of await collectedOf('POST /v1/collections/{collection}/items')) {
      expect(add.parent).toBeUndefined();
      const steps = spans.filter(({ parent }) => parent === add.spanId).map(({ name }) => name);
      expect(steps.sort()).toEqual(['decode', 'encode']);
    }
    const [refused] = await collectedOf('POST /v1/classify');
    expect(refused).toMatchObject({ attributes: { 'http.response.status_code': 422, 'error.type': 'BAD_IMAGE' }, status: { code: 0 } });
    expect(refused!.status.code).not.toBe(ERROR_STATUS);
    expect(spans.filter(({ name }) => name.includes('livez'))).toEqual([]);
  });
});

it('nothing is traced without one, and the log names the span of the caller', async () => {
  await start(undefined);
  await (await fetch(`${server.url}/v1/models`, { headers: { traceparent: `00-${TRACE}-${CALLER}-01` } })).text();
  await expect.poll(() => said).toContain(`"trace_id":"${TRACE}","span_id":"${CALLER}"`);
  expect(await collected()).toEqual([]);
});
