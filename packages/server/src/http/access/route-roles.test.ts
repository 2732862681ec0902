import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makePicture } from '../../../test/pictures.js';
import { specOperations, type SpecOperation } from '../../../test/spec-requests.js';
import { asJson, raw, startTestServer, type TestServer } from '../../../test/test-server.js';
import { createKeyService, type KeyService } from '../../access/key-service.js';
import { openSqliteKeyStore } from '../../adapters/sqlite/sqlite-key-store.js';
import type { KeyStore } from '../../domain/key-store.js';
import { ROLES, type Role } from '../../domain/role.js';

const operations = await specOperations();
const guarded = operations.filter(({ path: address }) => address.startsWith('/v1/'));
const ENVIRONMENT_KEY = 'a-key-of-more-than-16-characters';
const HOUR = 3_600_000;

let server: TestServer;
let store: KeyStore;
/** By what the test calls them. */
const secrets: Record<string, string> = {};
beforeAll(async () => {
  server = await startTestServer({
    settings: { SUPCON_API_KEY: ENVIRONMENT_KEY, SUPCON_WRONG_KEYS_PER_MINUTE: '0', SUPCON_ALLOW_TRAINING: 'on' },
  });
  // As another process would: the server finds what is made here.
  store = await openSqliteKeyStore(path.join(server.home, 'server/keys.sqlite'), pino({ level: 'silent' }));
  const at = (hours: number): KeyService => createKeyService({ store, now: () => new Date(Date.now() + hours * HOUR) });
  for (const role of ROLES) secrets[role] = (await at(0).create({ name: role, role })).secret;
  secrets['limited reader'] = (await at(0).create({ name: 'lr', role: 'reader', collections: ['own', 'unmade'] })).secret;
  secrets['limited writer'] = (await at(0).create({ name: 'lw', role: 'writer', collections: ['own', 'unmade'] })).secret;
  secrets['expired'] = (
    await at(-2).create({ name: 'expired', role: 'admin', expiresAt: new Date(Date.now() - HOUR).toISOString() })
  ).secret;
  const revoked = await at(0).create({ name: 'revoked', role: 'admin' });
  await at(0).revoke(revoked.key.id);
  secrets['revoked'] = revoked.secret;
  const rotated = await at(0).create({ name: 'rotated', role: 'admin' });
  await at(0).rotate(rotated.key.id, 0);
  secrets['rotated at once'] = rotated.secret;
  // The last that was made is known: so are those before.
  const last = (await at(0).create({ name: 'last', role: 'reader' })).secret;
  await vi.waitFor(async () => expect((await as(last, '/v1/limits')).status).toBe(200), { timeout: 20_000 });
  for (const collection of ['own', 'other']) {
    expect((await as(secrets['admin'], `/v1/collections/${collection}`, { method: 'PUT' })).status).toBe(201);
    const picture = { method: 'POST', ...raw(await makePicture(1)) };
    expect((await as(secrets['admin'], `/v1/collections/${collection}/items?id=a&label=x`, picture)).status).toBe(201);
  }
});
afterAll(async () => {
  await store.close();
  await server.close();
});

/** Asks with a key, and holds the answer against the description. */
async function as(key: string | undefined, address: string, { method = 'GET', ...init }: RequestInit = {}) {
  const headers = {
    ...(init.headers as Record<string, string> | undefined),
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  return server.ask(method, address, { ...init, headers });
}
const ask = (operation: SpecOperation, key: string | undefined, values?: Record<string, string>) => {
  const { address, init } = operation.request(values);
  return as(key, address, init);
};

describe('every operation of the API description, over HTTP', () => {
  it('is there to be walked', () => {
    expect(guarded.length).toBeGreaterThan(20);
  });

  it.each(guarded.map((operation) => [operation.operationId, operation] as const))(
    '%s is for those who have its role',
    async (_, operation) => {
      const refused = { status: 401, body: { code: 'UNAUTHORIZED' } };
      for (const who of [undefined, 'expired', 'revoked', 'rotated at once'])
        expect([who, await ask(operation, who && secrets[who])]).toMatchObject([who, refused]);
      const valid = secrets['admin']!;
      for (const wrong of [
        '',
        'x',
        `${valid}x`,
        valid.slice(0, -1),
        `${valid.slice(0, 20)}${secrets['reader']!.slice(20)}`,
        valid.toUpperCase(),
      ])
        expect((await ask(operation, wrong)).status).toBe(401);
      for (const role of ROLES) {
        const answer = await ask(operation, secrets[role]);
        const mayDo = ROLES.indexOf(role) >= ROLES.indexOf(operation.role as Role);
        if (mayDo) expect([role, [400, 401, 403].includes(answer.status), answer.status === 500]).toEqual([role, false, false]);
        else expect([role, answer]).toMatchObject([role, { status: 403, body: { code: 'FORBIDDEN' } }]);
      }
      expect([401, 403]).not.toContain((await ask(operation, ENVIRONMENT_KEY)).status);
    },
  );

  it('says the answers of whoever is refused in its description', async () => {
    const described = (await server.ask('GET', '/openapi.json')).body as { paths: Record<string, Record<string, { responses?: object }>> };
    const lacking = guarded.filter(({ path: address, method }) => {
      const responses = described.paths[address]![method.toLowerCase()]!.responses!;
      return !['401', '403', '429', '500'].every((status) => status in responses);
    });
    expect(lacking.map(({ operationId }) => operationId)).toEqual([]);
  });
});

describe('a key that is limited to collections', () => {
  const inPath = guarded.filter(({ pathParameters, role }) => pathParameters.includes('collection') && role !== 'admin');
  const elsewhere = guarded.filter(
    ({ queryParameters, takesInBody, role }) => (queryParameters.includes('collection') || takesInBody('collection')) && role !== 'admin',
  );
  const limited = ({ role }: SpecOperation) => secrets[role === 'reader' ? 'limited reader' : 'limited writer'];

  it.each(inPath.map((operation) => [operation.operationId, operation] as const))(
    '%s: is told the same of a collection that is there and of one that is not, and touches neither',
    async (_, operation) => {
      const answers = await Promise.all(
        ['other', 'nowhere'].map(async (collection) => {
          const { status, body } = await ask(operation, limited(operation), { collection });
          const { requestId: __, ...problem } = body as Record<string, unknown>;
          return { status, ...problem, detail: String(problem['detail']).replaceAll(collection, '<it>') };
        }),
      );
      expect(answers[0]).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
        detail: expect.stringContaining("own, unmade, not for '<it>'") as string,
      });
      expect(answers[1]).toEqual(answers[0]);
      // Its own is not refused; what the example asks for may not be there.
      expect([401, 403]).not.toContain((await ask(operation, limited(operation), { collection: 'own' })).status);
    },
  );

  it('finds others through no parameter either', async () => {
    // Whatever comes to take a collection beside its address is asked too, by its picture or by the item that is in both.
    expect(elsewhere.map(({ operationId }) => operationId)).toEqual(expect.arrayContaining(['classify', 'classifyBatch']));
    const picture = await makePicture(1);
    for (const operation of elsewhere) {
      const { address, init } = operation.request();
      const isJson = JSON.stringify(init.headers).includes('json');
      const ask = (collection: string) =>
        as(limited(operation), `${address}${isJson ? '' : `?collection=${collection}`}`, {
          method: operation.method,
          ...(isJson ? asJson({ collection, pictures: [{ collection: 'own', item: 'a' }] }) : raw(picture)),
        });
      expect([operation.operationId, await ask('own')]).toMatchObject([operation.operationId, { status: 200 }]);
      for (const collection of ['other', 'nowhere'])
        expect([operation.operationId, await ask(collection)]).toMatchObject([
          operation.operationId,
          { status: 403, body: { code: 'FORBIDDEN' } },
        ]);
    }
  });

  it('gets no item of others among the pictures of a batch, and is told the same of those that are not there', async () => {
    for (const address of ['/v1/classify/batch', '/v1/embed/batch']) {
      const pictures = ['own', 'other', 'nowhere'].map((collection) => ({ collection, item: 'a' }));
      const { status, body } = await as(secrets['limited reader'], address, { method: 'POST', ...asJson({ pictures }) });
      const results = (body as { results: { problem?: { code: string; message: string } }[] }).results.map(({ problem }) => problem);
      expect([status, results.map((problem) => problem?.code)]).toEqual([200, [undefined, 'FORBIDDEN', 'FORBIDDEN']]);
      expect(results[1]!.message.replace('other', '<it>')).toBe(results[2]!.message.replace('nowhere', '<it>'));
    }
  });

  it('lists its own, makes those that it is for, and counts nothing else', async () => {
    const names = async (key: string) =>
      ((await as(key, '/v1/collections')).body as { collections: { name: string }[] }).collections.map(({ name }) => name);
    const writer = secrets['limited writer']!;
    expect(await names(writer)).toEqual(['own']);
    expect((await as(writer, '/v1/collections/unmade', { method: 'PUT' })).status).toBe(201);
    expect((await as(writer, '/v1/collections/Other', { method: 'PUT' })).status).toBe(403);
    expect(await names(secrets['limited reader']!)).toEqual(['own', 'unmade']);
    expect(await names(secrets['reader']!)).toEqual(['other', 'own', 'unmade']);
    expect((await as(writer, '/v1/collections/own/items/a')).status).toBe(200);
    expect((await as(secrets['admin'], '/v1/collections/other/items/a')).status).toBe(200);
  });

  it('learns of readiness as outsiders do: whether, and nothing else', async () => {
    const checks = async (key?: string) => Object.keys((await as(key, '/readyz')).body as object);
    for (const key of [undefined, 'wrong', secrets['expired'], secrets['limited reader']]) expect(await checks(key)).toEqual(['status']);
    for (const key of [ENVIRONMENT_KEY, secrets['reader']]) expect(await checks(key)).toEqual(['status', 'checks']);
  });
});
