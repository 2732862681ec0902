import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, startTestServer, type Answer, type TestServer } from '../../test/test-server.js';

type Purge = components['schemas']['Purge'];

const ADMIN = 'an-admin-key-for-the-tests';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ settings: { SUPCON_API_KEY: ADMIN } });
});
afterAll(() => server.close());

const asked = (method: string, address: string, init: RequestInit = {}, key = ADMIN): Promise<Answer> =>
  server.ask(method, address, { ...init, headers: { ...(init.headers as Record<string, string>), 'x-api-key': key } });
const done = async (id: string): Promise<Purge> => {
  const look = async (): Promise<Purge> => (await asked('GET', `/v1/purges/${id}`)).body as Purge;
  await expect.poll(async () => (await look()).state, { timeout: 30_000 }).toBe('done');
  return look();
};

it('answers with the purge, shows it to those who may touch its collection, and tells the audit log', { timeout: 60_000 }, async () => {
  for (const collection of ['mine', 'theirs']) {
    await asked('PUT', `/v1/collections/${collection}`);
    for (const id of ['a', 'b', 'c']) await asked('POST', `/v1/collections/${collection}/items`, form(await makePicture(1), { id }));
  }
  const made = await asked('POST', '/v1/keys', asJson({ name: 'writer', role: 'writer', collections: ['mine'] }));
  const { secret } = made.body as { secret: string };

  expect((await asked('DELETE', '/v1/collections/theirs/items/a?purge=true', {}, secret)).status).toBe(403);
  expect((await asked('GET', '/v1/collections/theirs/items/a')).status).toBe(200);
  const stale = { headers: { 'If-Match': '"another"' } };
  expect((await asked('DELETE', '/v1/collections/mine/items/a?purge=true', stale)).status).toBe(412);
  expect((await asked('DELETE', '/v1/collections/mine/items/none?purge=true')).status).toBe(404);
  expect((await asked('DELETE', '/v1/collections/none?purge=true')).status).toBe(404);
  expect((await asked('GET', '/v1/purges')).body).toEqual({ purges: [] });

  const own = await asked('DELETE', '/v1/collections/mine/items/a?purge=true', {}, secret);
  const mine = own.body as Purge;
  expect(own.status).toBe(202);
  expect(own.headers.get('location')).toBe(`/v1/purges/${mine.id}`);
  const theirs = (await asked('DELETE', '/v1/collections/theirs/items/a?purge=true')).body as Purge;
  const filter = { field: 'id', eq: 'b' };
  const matching = await asked('POST', '/v1/collections/mine/delete-items', asJson({ filter, expected: 1, purge: true }), secret);
  expect([matching.status, matching.body]).toMatchObject([202, { matched: 1, deleted: 1, job: null, purge: { items: 1, ids: ['b'] } }]);
  const whole = await asked('DELETE', '/v1/collections/theirs?purge=true');
  expect([whole.status, whole.body]).toMatchObject([202, { what: 'collection', collection: 'theirs', items: 2, ids: ['b', 'c'] }]);
  expect((await asked('DELETE', '/v1/collections/theirs?purge=true')).body).toMatchObject({ id: (whole.body as Purge).id });

  expect((await asked('GET', `/v1/purges/${mine.id}`, {}, secret)).status).toBe(200);
  expect(await asked('GET', `/v1/purges/${theirs.id}`, {}, secret)).toMatchObject({ status: 404, body: { code: 'PURGE_NOT_FOUND' } });
  expect(await asked('GET', `/v1/purges/${'0'.repeat(36)}`)).toMatchObject({ status: 404, body: { code: 'PURGE_NOT_FOUND' } });
  const seen = (await asked('GET', '/v1/purges', {}, secret)).body as { purges: Purge[] };
  expect(new Set(seen.purges.map(({ collection }) => collection))).toEqual(new Set(['mine']));
  expect(((await asked('GET', '/v1/purges?limit=1')).body as { next?: string }).next).toBeDefined();
  expect(await asked('GET', '/v1/purges?after=x')).toMatchObject({ status: 400 });

  expect(await done((whole.body as Purge).id)).toMatchObject({ problem: null, heldBy: [] });
  const { entries } = (await asked('GET', '/v1/audit?operation=deleteItem')).body as components['schemas']['AuditPage'];
  expect(entries.find(({ target }) => target['purge'] === mine.id)).toMatchObject({
    target: { collection: 'mine', id: 'a' },
    who: 'writer',
  });
});
