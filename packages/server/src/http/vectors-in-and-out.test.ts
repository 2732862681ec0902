import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type Answer, type EmbeddedNumbers, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

const ITEMS = '/v1/collections/fruit/items';

let server: TestServer;
let encoderHash: string;
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const add = (item: object): Promise<Answer> => ask('POST', ITEMS, asJson({ encoderHash, ...item }));
const embedded = async (n: number): Promise<number[]> =>
  ((await ask('POST', '/v1/embed', raw(await makePicture(n)))).body as EmbeddedNumbers).embedding;
const problem = (status: number, code: string) => ({ status, body: { code } });
const exported = async (query = ''): Promise<Schemas['ExportedItem'][]> => {
  const { status, headers, body } = await ask('GET', `/v1/collections/fruit/export${query}`);
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('application/x-ndjson')]);
  return ((body ?? '') as string)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Schemas['ExportedItem']);
};

beforeAll(async () => {
  server = await startTestServer();
  encoderHash = ((await ask('PUT', '/v1/collections/fruit')).body as Schemas['Collection']).encoderHash;
});
afterAll(() => server.close());

it('adds an item by its vector, which is then found like one by its picture', async () => {
  const vector = await embedded(1);
  const added = await add({ id: 'v', vector: vector.map((value) => 3 * value), label: 'apple', metadata: { from: 'elsewhere' } });
  expect(added).toMatchObject({
    status: 201,
    body: { id: 'v', label: 'apple', metadata: { from: 'elsewhere' }, version: 1, warnings: [] },
  });
  expect(added.headers.get('location')).toBe(`${ITEMS}/v`);
  const { body } = await ask('POST', '/v1/collections/fruit/search?k=1', raw(await makePicture(1)));
  expect(body).toMatchObject({ neighbours: [{ id: 'v', similarity: expect.closeTo(1, 5) as unknown }] });
  expect(await ask('GET', `${ITEMS}/v/thumbnail`)).toMatchObject({
    status: 404,
    body: { code: 'ITEM_NOT_FOUND', detail: "item 'v' was added as a vector, without a picture; there is none to show" },
  });
  const again = { id: 'v', vector: vector.map((value) => 3 * value), label: 'apple', metadata: { from: 'elsewhere' } };
  expect((await add(again)).status).toBe(200);
  expect(await add({ ...again, label: 'pear' })).toMatchObject(problem(409, 'ITEM_CONFLICT'));
  const base64 = Buffer.from(Float32Array.from(vector).buffer).toString('base64');
  expect(await add({ vector: base64 })).toMatchObject({ status: 201, body: { label: null, metadata: {} } });
  await server.restart();
  await expect.poll(async () => (await ask('GET', '/readyz')).status).toBe(200);
  expect((await ask('GET', `${ITEMS}/v`)).body).toMatchObject({ id: 'v' });
});

it.each([
  [{ vector: [1, 2, 3] }, 422, 'BAD_VECTOR'],
  [{ vector: Array<number>(32).fill(0) }, 422, 'BAD_VECTOR'],
  [{ vector: 'AAAA' }, 400, 'BAD_REQUEST'],
  [{ vector: Array<number>(32).fill(1), encoderHash: 'a'.repeat(64) }, 409, 'MODEL_MISMATCH'],
  [{ vector: Array<number>(32).fill(1), encoderHash: 'tiny/1' }, 400, 'BAD_REQUEST'],
  [{ vector: Array<number>(32).fill(1), id: '..' }, 400, 'BAD_REQUEST'],
  [{ vector: Array<number>(32).fill(1), image: 'x' }, 400, 'BAD_REQUEST'],
  [{ label: 'no vector' }, 400, 'BAD_REQUEST'],
  [{ vector: Array<number>(32).fill(1), metadata: { a: 'x'.repeat(9000) } }, 413, 'METADATA_TOO_LARGE'],
])('refuses %j', async (item, status, code) => {
  expect(await add(item)).toMatchObject(problem(status, code));
});

it('exports what there is, each item once and as it is shown, with vectors that can be added again', async () => {
  await ask('DELETE', '/v1/collections/fruit');
  expect(await ask('GET', '/v1/collections/fruit/export')).toMatchObject(problem(404, 'COLLECTION_NOT_FOUND'));
  await ask('PUT', '/v1/collections/fruit');
  expect(await exported()).toEqual([]);
  for (const n of [1, 2, 3]) await ask('POST', ITEMS, form(await makePicture(n), { id: `item-${n}`, label: n === 2 ? 'two' : 'odd' }));
  const plain = await exported();
  expect(plain.map(({ id }) => id)).toEqual(['item-1', 'item-2', 'item-3']);
  const { thumbnailUrl: _, ...shown } = (await ask('GET', `${ITEMS}/item-1`)).body as Schemas['Item'];
  expect(plain[0]).toEqual(shown);
  const [two, ...none] = await exported('?vectors=true&filter=%7B%22field%22%3A%22label%22%2C%22eq%22%3A%22two%22%7D');
  expect([two!.id, none]).toEqual(['item-2', []]);
  const bytes = Buffer.from(two!.vector!, 'base64');
  const vector = Array.from({ length: 32 }, (__, i) => bytes.readFloatLE(4 * i));
  const expected = await embedded(2);
  for (const [i, value] of vector.entries()) expect(value).toBeCloseTo(expected[i]!, 6);
  expect((await add({ id: 'copy', vector: two!.vector, label: 'two' })).status).toBe(201);
  expect((await exported('?vectors=true')).find(({ id }) => id === 'copy')!.vector).toBe(two!.vector);
  expect(await ask('GET', '/v1/collections/fruit/export?filter=x')).toMatchObject(problem(400, 'BAD_REQUEST'));
});
