import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type Answer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

let server: TestServer;
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const setAlias = (alias: string, collection: string): Promise<Answer> =>
  ask('PUT', `/v1/collection-aliases/${alias}`, asJson({ collection }));
const problem = (status: number, code: string) => ({ status, body: { code } });

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  for (const [name, n] of [
    ['old', 1],
    ['new', 2],
  ] as const) {
    await ask('PUT', `/v1/collections/${name}`);
    await ask('POST', `/v1/collections/${name}/items`, form(await makePicture(n), { id: 'a', label: name }));
  }
  return async () => {
    for (const name of ['old', 'new']) await ask('DELETE', `/v1/collections/${name}`);
  };
});

it('stand wherever a name does, and move in one step', async () => {
  expect(await setAlias('current', 'old')).toMatchObject({ status: 200, body: { alias: 'current', collection: 'old' } });
  const labelOf = async (): Promise<unknown> => ((await ask('GET', '/v1/collections/current/items/a')).body as Schemas['Item']).label;
  expect(await labelOf()).toBe('old');
  expect((await ask('GET', '/v1/collections/current')).body).toMatchObject({ name: 'old', aliases: ['current'], items: 1 });
  const picture = await makePicture(7);
  expect((await ask('POST', '/v1/collections/current/items', form(picture, { id: 'b' }))).status).toBe(201);
  expect((await ask('GET', '/v1/collections/old/items/b')).status).toBe(200);
  expect((await ask('GET', '/v1/collections/current/items/b/thumbnail')).status).toBe(200);
  expect((await ask('GET', '/v1/collections/current/items')).body).toMatchObject({ items: [{ id: 'a' }, { id: 'b' }] });
  expect((await ask('GET', '/v1/collections/current/facets?field=label')).body).toMatchObject({
    values: [{ value: 'old' }, { value: null }],
  });
  expect((await ask('PATCH', '/v1/collections/current/items/b', asJson({ label: 'x' }))).status).toBe(200);
  const searched = await ask('POST', '/v1/collections/current/search?k=1', raw(picture));
  expect(searched.body).toMatchObject({ neighbours: [{ id: 'b', thumbnailUrl: '/v1/collections/current/items/b/thumbnail' }] });
  const batch = await ask('POST', '/v1/embed/batch', asJson({ pictures: [{ collection: 'current', item: 'b' }] }));
  expect(batch.body).toMatchObject({ results: [{ embedding: expect.any(Array) as unknown }] });
  expect((await ask('POST', '/v1/classify?collection=current', raw(picture))).body).toMatchObject({ vote: { collection: 'current' } });
  const removal = await ask('POST', '/v1/collections/current/delete-items', asJson({ filter: { field: 'id', eq: 'b' }, expected: 1 }));
  expect(removal.body).toMatchObject({ deleted: 1 });

  await setAlias('current', 'new');
  expect(await labelOf()).toBe('new');
  await server.restart();
  await expect.poll(async () => (await ask('GET', '/readyz')).status).toBe(200);
  expect(await labelOf()).toBe('new');
  expect((await ask('GET', '/v1/collection-aliases')).body).toEqual({ aliases: [{ alias: 'current', collection: 'new' }] });
  expect((await ask('DELETE', '/v1/collection-aliases/current')).status).toBe(204);
  expect(await ask('GET', '/v1/collections/current')).toMatchObject(problem(404, 'COLLECTION_NOT_FOUND'));
  expect(await ask('DELETE', '/v1/collection-aliases/current')).toMatchObject(problem(404, 'COLLECTION_NOT_FOUND'));
});

it('are no names of collections, delete none, and go with theirs', async () => {
  expect(await setAlias('new', 'old')).toMatchObject(problem(409, 'COLLECTION_CONFLICT'));
  expect(await setAlias('current', 'none')).toMatchObject(problem(404, 'COLLECTION_NOT_FOUND'));
  expect(await setAlias('-x', 'old')).toMatchObject(problem(400, 'BAD_REQUEST'));
  await setAlias('current', 'old');
  expect(await ask('PUT', '/v1/collections/current')).toMatchObject(problem(409, 'COLLECTION_CONFLICT'));
  expect(await ask('DELETE', '/v1/collections/current')).toMatchObject({
    ...problem(404, 'COLLECTION_NOT_FOUND'),
    body: { detail: expect.stringContaining("alias of the collection 'old'") as string },
  });
  expect((await ask('GET', '/v1/collections/old/items/a')).status).toBe(200);
  // An alias of an alias is one of the collection.
  expect((await setAlias('second', 'current')).body).toEqual({ alias: 'second', collection: 'old' });
  await ask('DELETE', '/v1/collections/old');
  expect((await ask('GET', '/v1/collection-aliases')).body).toEqual({ aliases: [] });
});
