import { rm } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { components } from '@supcon/sdk/schema';
import { makePicture } from '../../test/pictures.js';
import { asJson, raw, startTestServer, type Answer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];
type Entry = Schemas['AuditEntry'];

const KEY = 'a-key-of-more-than-16-characters';
let server: TestServer;
afterEach(() => server.close());

const ask = (method: string, address: string, init: RequestInit = {}, key: string | undefined = KEY): Promise<Answer> =>
  server.ask(method, address, {
    ...init,
    headers: { ...(init.headers as Record<string, string>), ...(key === '' ? {} : { 'x-api-key': key }) },
  });
const audit = async (query = ''): Promise<Schemas['AuditPage']> => {
  const { status, body } = await ask('GET', `/v1/audit${query}`);
  expect([status, body]).toMatchObject([200, {}]);
  return body as Schemas['AuditPage'];
};
const short = ({ who, operation, target, outcome, status, code }: Entry) => [who, operation, target, outcome, status, code];

describe('the audit log', () => {
  it('has what changed something and what was refused, by whom and to what, and nothing of what was only looked at', async () => {
    server = await startTestServer({ settings: { SUPCON_API_KEY: KEY } });
    const made = (await ask('POST', '/v1/keys', asJson({ name: 'shop', role: 'reader' }))).body as Schemas['ShownKey'];
    await ask('PUT', '/v1/collections/album');
    await ask('POST', '/v1/collections/album/items?id=a', raw(await makePicture(1)));
    await ask('GET', '/v1/collections/album/items/a', {}, made.secret);
    await ask('POST', '/v1/collections/album/search?k=1', raw(await makePicture(1)), made.secret);
    await ask('DELETE', '/v1/collections/album/items/a', {}, made.secret);
    await ask('GET', '/v1/collections', {}, 'wrong-wrong-wrong-wrong');
    await ask('DELETE', '/v1/collections/none');
    await ask('PUT', '/v1/aliases/canary', asJson({ model: 'tiny/1' }));
    await ask('DELETE', `/v1/keys/${made.key.id}`, { headers: { 'x-request-id': 'mine' } });
    const { entries, next } = await audit();
    expect(next).toBeNull();
    expect(entries.reverse().map(short)).toEqual([
      ['SUPCON_API_KEY', 'createKey', { key: made.key.id, name: 'shop' }, 'done', 201, null],
      ['SUPCON_API_KEY', 'createCollection', { collection: 'album' }, 'done', 201, null],
      ['SUPCON_API_KEY', 'addItem', { collection: 'album' }, 'done', 201, null],
      ['shop', 'deleteItem', { collection: 'album', id: 'a' }, 'refused', 403, 'FORBIDDEN'],
      ['nobody', 'listCollections', {}, 'refused', 401, 'UNAUTHORIZED'],
      ['SUPCON_API_KEY', 'deleteCollection', { collection: 'none' }, 'failed', 404, 'COLLECTION_NOT_FOUND'],
      ['SUPCON_API_KEY', 'setAlias', { alias: 'canary', model: 'tiny/1' }, 'done', 200, null],
      ['SUPCON_API_KEY', 'revokeKey', { key: made.key.id }, 'done', 200, null],
    ]);
    expect(entries.at(-1)).toMatchObject({ requestId: 'mine', address: '127.0.0.1' });
    expect(entries[3]).toMatchObject({ keyId: made.key.id });
    for (const secret of [KEY, made.secret.slice(-43), 'wrong-wrong']) expect(JSON.stringify(entries)).not.toContain(secret);
  });

  it('is asked by who, what, how it ended and when, page by page, by admins', async () => {
    server = await startTestServer({ settings: { SUPCON_API_KEY: KEY } });
    for (const name of ['a', 'b', 'c']) await ask('PUT', `/v1/collections/${name}`);
    await ask('DELETE', '/v1/collections/b');
    const [first] = (await audit()).entries;
    const names = async (query: string) => (await audit(query)).entries.map(({ target }) => target['collection']);
    expect(await names('?operation=createCollection')).toEqual(['c', 'b', 'a']);
    expect(await names('?operation=deleteCollection&outcome=done&who=SUPCON_API_KEY')).toEqual(['b']);
    expect(await names('?who=shop')).toEqual([]);
    expect(await names(`?since=${first!.at}&operation=deleteCollection`)).toEqual(['b']);
    // Any offset means the same moment.
    expect(await names(`?until=2020-01-01T00:00:00%2B02:00`)).toEqual([]);
    const page = await audit('?limit=3');
    expect([page.entries.length, (await audit(`?limit=3&after=${page.next!}`)).entries.map(({ target }) => target)]).toEqual([
      3,
      [{ collection: 'a' }],
    ]);
    for (const query of ['?limit=0', '?limit=1001', '?after=x', '?outcome=maybe', '?since=yesterday', '?nothing=1'])
      expect([query, (await ask('GET', `/v1/audit${query}`)).status]).toEqual([query, 400]);
    const { body } = await ask('POST', '/v1/keys', asJson({ name: 'shop', role: 'writer' }));
    expect((await ask('GET', '/v1/audit', {}, (body as Schemas['ShownKey']).secret)).status).toBe(403);
  });

  it('keeps nobody from anything while it cannot be written, and says what it lacks', async () => {
    const log: string[] = [];
    server = await startTestServer({ settings: { SUPCON_API_KEY: KEY }, onLog: ({ msg }) => log.push(String(msg)) });
    const file = path.join(server.home, 'server/audit.sqlite');
    const holder = new Database(file);
    holder.exec('ALTER TABLE audit RENAME TO audit_away');
    for (const name of ['a', 'b']) expect((await ask('PUT', `/v1/collections/${name}`)).status).toBe(201);
    await vi.waitFor(() => expect(log).toContainEqual(expect.stringContaining('the audit log cannot be written')), { timeout: 20_000 });
    expect((await ask('DELETE', '/v1/collections/b')).status).toBe(204);
    holder.exec('ALTER TABLE audit_away RENAME TO audit');
    holder.close();
    expect((await audit()).entries.map(({ operation }) => operation)).toEqual(['deleteCollection', 'createCollection', 'createCollection']);
    await rm(file, { force: true });
  });
});
