import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '@supcon/sdk/schema';
import { asJson, startTestServer, type Answer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

let server: TestServer;
const log: string[] = [];
/** Of a key that may do everything, once there is one. */
let admin: string;
beforeAll(async () => {
  server = await startTestServer({ model: false, onLog: (line) => log.push(JSON.stringify(line)) });
});
afterAll(() => server.close());

const ask = (method: string, address: string, init: RequestInit = {}, key = admin): Promise<Answer> =>
  server.ask(method, address, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${key}` } });
const create = (wishes: unknown) => ask('POST', '/v1/keys', asJson(wishes));

describe('keys over HTTP', () => {
  it('close a server that needed none, from the answer on that makes the first', async () => {
    expect((await server.ask('GET', '/v1/models')).status).toBe(200);
    const { status, headers, body } = await server.ask('POST', '/v1/keys', asJson({ name: 'ops', role: 'admin' }));
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
    admin = (body as Schemas['ShownKey']).secret;
    expect((await server.ask('GET', '/v1/models')).status).toBe(401);
    expect((await ask('GET', '/v1/models')).status).toBe(200);
  });

  it('are made, listed, rotated and revoked, and count from the answer on', async () => {
    const made = (await create({ name: 'shop', role: 'reader', collections: ['a'], expiresAt: '2099-01-01T00:00:00Z' }))
      .body as Schemas['ShownKey'];
    expect((await ask('GET', '/v1/models', {}, made.secret)).status).toBe(200);
    expect((await ask('GET', '/v1/keys', {}, made.secret)).status).toBe(403);
    const listed = ((await ask('GET', '/v1/keys')).body as Schemas['KeyList']).keys;
    expect(listed.map(({ name }) => name)).toEqual(['ops', 'shop']);
    expect(listed[1]).toMatchObject({ ...made.key, lastUsedAt: expect.stringMatching(/^20/) as string });

    const rotated = (await ask('POST', `/v1/keys/${made.key.id}/rotate`, asJson({ graceSeconds: 600 }))).body as Schemas['ShownKey'];
    for (const key of [made.secret, rotated.secret]) expect((await ask('GET', '/v1/models', {}, key)).status).toBe(200);
    const last = (await ask('POST', `/v1/keys/${made.key.id}/rotate`, asJson({ graceSeconds: 0 }))).body as Schemas['ShownKey'];
    const statuses = await Promise.all(
      [made, rotated, last].map(async ({ secret }) => (await ask('GET', '/v1/models', {}, secret)).status),
    );
    expect(statuses).toEqual([401, 401, 200]);

    expect((await ask('DELETE', `/v1/keys/${made.key.id}`)).body).toMatchObject({ state: 'revoked' });
    expect((await ask('GET', '/v1/models', {}, last.secret)).status).toBe(401);
    expect((await ask('DELETE', `/v1/keys/${made.key.id}`)).status).toBe(200);
    // The name is free again.
    expect((await create({ name: 'shop', role: 'reader' })).status).toBe(201);
  });

  it('of readers show no paths of this machine; those of admins do', async () => {
    const folder = path.join(server.home, 'runs', 'r-1');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'config.json'), JSON.stringify({ data: { root: '/home/ann/flowers', name: 'flowers' } }));
    const { secret } = (await create({ name: 'looker', role: 'reader' })).body as Schemas['ShownKey'];
    const config = async (key: string) => ((await ask('GET', '/v1/runs/r-1', {}, key)).body as Schemas['Run']).config;
    expect(await config(secret)).toEqual({ data: { root: '…/flowers', name: 'flowers' } });
    expect(await config(admin)).toEqual({ data: { root: '/home/ann/flowers', name: 'flowers' } });
  });

  it.each([
    ['a name that is taken', { name: 'ops', role: 'reader' }, 409, 'KEY_CONFLICT'],
    ['the name of the key of the environment', { name: 'SUPCON_API_KEY', role: 'reader' }, 400, 'BAD_REQUEST'],
    ['a name that is none', { name: 'o p s', role: 'reader' }, 400, 'BAD_REQUEST'],
    ['a role that is none', { name: 'x', role: 'root' }, 400, 'BAD_REQUEST'],
    ['an admin of some collections', { name: 'x', role: 'admin', collections: ['a'] }, 400, 'BAD_REQUEST'],
    ['an expiry in the past', { name: 'x', role: 'reader', expiresAt: '2020-01-01T00:00:00Z' }, 400, 'BAD_REQUEST'],
    ['a secret of its own', { name: 'x', role: 'reader', secret: 'x' }, 400, 'BAD_REQUEST'],
  ])('refuse %s', async (_, wishes, status, code) => {
    expect(await create(wishes)).toMatchObject({ status, body: { code } });
  });

  it('refuse ids of none', async () => {
    expect(await ask('DELETE', '/v1/keys/000000000000')).toMatchObject({ status: 404, body: { code: 'KEY_NOT_FOUND' } });
    expect(await ask('POST', '/v1/keys/000000000000/rotate', asJson({}))).toMatchObject({ status: 404, body: { code: 'KEY_NOT_FOUND' } });
    expect(await ask('DELETE', '/v1/keys/ops')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    const { keys } = (await ask('GET', '/v1/keys')).body as Schemas['KeyList'];
    const revoked = keys.find(({ state }) => state === 'revoked')!;
    expect(await ask('POST', `/v1/keys/${revoked.id}/rotate`, asJson({}))).toMatchObject({ status: 409, body: { code: 'KEY_CONFLICT' } });
  });

  it('stand in no log line and no answer, wherever somebody puts one', async () => {
    const secret = admin.slice(-43);
    const answers = [
      await ask('GET', `/v1/${admin}`),
      await ask('GET', `/v1/models?q=${admin}`),
      await ask('GET', `/v1/models?key=${admin}`),
      await ask('DELETE', `/v1/keys/${admin}`),
      await create({ name: admin, role: 'reader' }),
      await create({ name: 'x', role: admin }),
      await ask('PUT', `/v1/aliases/${admin}`, asJson({ model: admin })),
      await ask('GET', `/v1/collections/${admin}/items/${admin}`),
      await ask('GET', '/v1/models', {}, `${admin}x`),
      await ask('GET', '/v1/models', { headers: { 'x-api-key': admin } }),
    ];
    for (const { status, body } of answers) expect([status, JSON.stringify(body).includes(secret)]).toEqual([status, false]);
    expect(answers.filter(({ status }) => status >= 400).length).toBeGreaterThan(6);
    expect(log.length).toBeGreaterThan(answers.length);
    expect(log.filter((line) => line.includes(secret))).toEqual([]);
  });
});
