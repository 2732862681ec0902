import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fingerprintOf, noteContent } from './idempotency/content-of.js';
import { readDescription } from '../app/read-description.js';
import { asJson, startTestServer, type Answer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

const D = 32;
let server: TestServer;
let encoderHash: string;
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const withKey = (key: string, init: RequestInit): RequestInit => ({
  ...init,
  headers: { ...(init.headers as object), 'idempotency-key': key },
});
const post = (address: string, key: string, init: RequestInit): Promise<Answer> => ask('POST', address, withKey(key, init));
const problem = (status: number, code: string) => ({ status, body: { code } });
const vector = Array.from({ length: D }, (_, i) => Math.sin(i + 1));
const count = async (): Promise<number> => ((await ask('GET', '/v1/collections/fruit')).body as Schemas['Collection']).items;

const deletion = (label: string): RequestInit => asJson({ filter: { field: 'label', eq: label }, expected: null });
const add = async (label: string): Promise<void> =>
  expect((await ask('POST', '/v1/collections/fruit/items', asJson({ vector, encoderHash, label }))).status).toBe(201);
const DELETE = '/v1/collections/fruit/delete-items';

beforeAll(async () => {
  server = await startTestServer();
  encoderHash = ((await ask('PUT', '/v1/collections/fruit')).body as Schemas['Collection']).encoderHash;
});
afterAll(() => server.close());

it('carries out a request once, and answers it as the first time, after a restart too', async () => {
  const key = randomUUID();
  await add('a');
  const first = await post(DELETE, key, deletion('a'));
  expect([first.status, first.body, first.headers.get('idempotency-replayed')]).toEqual([
    200,
    expect.objectContaining({ matched: 1, deleted: 1 }),
    null,
  ]);
  await add('a');
  const again = async (): Promise<void> => {
    const { status, headers, body } = await post(DELETE, key, deletion('a'));
    expect([status, body, headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true']);
    expect(headers.get('content-type')).toBe(first.headers.get('content-type'));
  };
  await again();
  await server.restart();
  await expect.poll(async () => (await ask('GET', '/readyz')).status).toBe(200);
  await again();
  expect(await count()).toBe(1);
  // Under another key it is another request; two of one key at once are one.
  const answers = await Promise.all(Array.from({ length: 4 }, () => post(DELETE, 'another', deletion('a'))));
  for (const { status, body, headers } of answers)
    if (status === 200) expect(body).toMatchObject({ deleted: 1 });
    else {
      expect([status, body]).toEqual([409, expect.objectContaining({ code: 'REQUEST_UNDER_WAY' })]);
      expect([headers.get('retry-after'), headers.get('x-should-retry')]).toEqual(['1', 'true']);
    }
  expect(await count()).toBe(0);
});

it('refuses a key that comes with another request, and a key that is none', async () => {
  const key = randomUUID();
  expect((await post(DELETE, key, deletion('b'))).status).toBe(200);
  expect(await post(DELETE, key, deletion('c'))).toMatchObject(problem(422, 'KEY_REUSED'));
  expect(await post('/v1/collections/fruit/copy', key, asJson({ to: 'x' }))).toMatchObject(problem(422, 'KEY_REUSED'));
  for (const wrong of ['a b', 'x'.repeat(256)]) expect(await post(DELETE, wrong, deletion('b'))).toMatchObject(problem(400, 'BAD_REQUEST'));
});

it('lets what failed be tried again under its key', async () => {
  const [key, address] = [randomUUID(), '/v1/collections/later/delete-items'];
  expect(await post(address, key, deletion('a'))).toMatchObject(problem(404, 'COLLECTION_NOT_FOUND'));
  await ask('PUT', '/v1/collections/later');
  expect((await post(address, key, deletion('a'))).status).toBe(200);
});

it('tells requests apart by what they ask, and not by the boundary of a form', () => {
  const request = (picture: string, body: unknown = { label: 'a', image: 'bytes' }): string => {
    const sent = { method: 'POST', originalUrl: '/v1/classes', headers: { 'idempotency-key': 'k' }, body } as unknown as Request;
    noteContent(sent, [Buffer.from(picture)]);
    return fingerprintOf(sent);
  };
  expect(request('one')).toBe(request('one'));
  expect(new Set([request('one'), request('two'), request('one', { label: 'b', image: 'bytes' })]).size).toBe(3);
});

it('plans an import once', async () => {
  const [key, address] = [randomUUID(), `/v1/collections/fruit/import?encoderHash=${encoderHash}`];
  const lines = (label: string): RequestInit => ({
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify({ vector, label })}\n`,
  });
  const first = await post(address, key, lines('e'));
  const second = await post(address, key, lines('e'));
  expect([first.status, second.status, (second.body as Schemas['Job']).id]).toEqual([202, 202, (first.body as Schemas['Job']).id]);
  expect(await post(address, key, lines('f'))).toMatchObject(problem(422, 'KEY_REUSED'));
  const { body } = await ask('GET', '/v1/jobs?kind=items.import');
  expect((body as Schemas['JobList']).jobs).toHaveLength(1);
});

it('is offered by the operations that say so, and by no other', async () => {
  const { paths } = (await readDescription()) as { paths: Record<string, Record<string, Record<string, unknown>>> };
  const operations = Object.values(paths).flatMap((path) => Object.values(path).filter((node) => 'operationId' in node));
  const taking = operations.filter(({ parameters }) => JSON.stringify(parameters ?? []).includes('IdempotencyKey'));
  const once = operations.filter((operation) => operation['x-supcon-once'] === true);
  expect(once.length).toBeGreaterThan(10);
  expect(taking.filter((operation) => !once.includes(operation)).map(({ operationId }) => operationId)).toEqual(['importItems']);
  expect(once.every((operation) => taking.includes(operation))).toBe(true);
});
