import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { form, raw, startTestServer, type TestServer } from '../../test/test-server.js';

const lists = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const objects = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);

describe('JSON that is nested deep', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await server.ask('PUT', '/v1/collections/c');
    await server.ask('POST', '/v1/collections/c/items', form(await makePicture(1), { id: 'plain' }));
  });
  afterAll(() => server.close());

  const stored = async (): Promise<number> =>
    ((await server.ask('GET', '/v1/collections')).body as { collections: { items: number }[] }).collections[0]!.items;

  it.each([
    ['lists of 17 levels', `{"a":${lists(16)}}`],
    ['lists of 3,000 levels', `{"a":${lists(3000)}}`],
    ['lists of 4,000 levels', `{"a":${lists(4000)}}`],
    ['objects of 17 levels', objects(17)],
    ['objects of 1,300 levels', objects(1300)],
    ['257 keys', JSON.stringify(Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`k${i}`, 0])))],
  ])('is refused as metadata, and nothing is stored: %s', async (_what, metadata) => {
    const answer = await server.ask('POST', '/v1/collections/c/items', form(await makePicture(2), { id: 'deep', metadata }));
    expect(answer).toMatchObject({ status: 413, body: { code: 'METADATA_TOO_LARGE' } });
    expect((await server.ask('GET', '/v1/collections/c/items/deep')).status).toBe(404);
    expect(await stored()).toBe(1);
  });

  it.each([
    ['a list for the vector', `{"vector":${lists(500_000)}}`],
    ['many lists in the vector', `{"vector":[${Array<string>(400).fill(lists(1000)).join(',')}]}`],
    ['an object for the item', `{"itemId":${objects(100_000)}}`],
    ['a field of no meaning', `{"itemId":"plain","x":${lists(500_000)}}`],
    ['the body itself', lists(500_000)],
    ['the body itself, objects', objects(150_000)],
  ])('is refused in a search, and the answer is short: %s', async (_what, body) => {
    const answer = await server.ask('POST', '/v1/collections/c/search', { headers: { 'content-type': 'application/json' }, body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(answer.bytes.length).toBeLessThan(5000);
    expect((await server.ask('GET', '/livez')).status).toBe(200);
  });

  it('takes names of JavaScript in metadata for what they are', async () => {
    const metadata = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"toString":"s","toJSON":3}';
    const added = await server.ask('POST', '/v1/collections/c/items', form(await makePicture(3), { id: 'names', metadata }));
    expect(added.status).toBe(201);
    const found = await server.ask('GET', '/v1/collections/c/items/names');
    expect(JSON.stringify((found.body as { metadata: unknown }).metadata)).toBe(metadata);
    expect((await server.ask('DELETE', '/v1/collections/c/items/names')).status).toBe(204);
    expect('polluted' in {}).toBe(false);
    // Fields of the form itself that have such names are fields that it does not know.
    for (const name of ['__proto__', 'constructor'])
      expect(await server.ask('POST', '/v1/collections/c/items', form(await makePicture(3), { [name]: 'x' }))).toMatchObject({
        status: 400,
      });
  });

  it('that was stored before there was a limit is served as its text, and can be deleted', async () => {
    for (const id of ['lists', 'objects', 'broken'])
      await server.ask('POST', '/v1/collections/c/items', form(await makePicture(4), { id }));
    const texts = { lists: `{"a":${lists(4000)}}`, objects: objects(1300), broken: '{"a":' };
    await server.restart(() => {
      const database = new Database(path.join(server.home, 'server/items.sqlite'));
      for (const [id, text] of Object.entries(texts))
        expect(database.prepare('UPDATE items SET metadata = ? WHERE id = ?').run(text, id).changes).toBe(1);
      database.close();
    });
    await expect.poll(async () => (await server.ask('GET', '/readyz')).status).toBe(200);
    const { status, body } = await server.ask('POST', '/v1/collections/c/search?k=10', raw(await makePicture(4)));
    expect(status).toBe(200);
    const { neighbours } = body as { neighbours: { id: string; metadata: unknown }[] };
    expect(neighbours.map(({ id }) => id).sort()).toEqual(['broken', 'lists', 'objects', 'plain']);
    for (const [id, json] of Object.entries(texts)) {
      expect(neighbours.find((neighbour) => neighbour.id === id)?.metadata).toEqual({ json });
      expect(await server.ask('GET', `/v1/collections/c/items/${id}`)).toMatchObject({ status: 200, body: { metadata: { json } } });
      expect((await server.ask('GET', `/v1/collections/c/items/${id}/thumbnail`)).status).toBe(200);
      expect((await server.ask('DELETE', `/v1/collections/c/items/${id}`)).status).toBe(204);
    }
    expect(await stored()).toBe(1);
  });
});
