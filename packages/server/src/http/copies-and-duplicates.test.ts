import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, startTestServer, type Answer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

const D = 32;

let server: TestServer;
let encoderHash: string;
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const problem = (status: number, code: string) => ({ status, body: { code } });
const done = async ({ status, body }: Answer): Promise<Schemas['Job']> => {
  expect([status, body]).toEqual([202, expect.anything()]);
  const job = async (): Promise<Schemas['Job']> => (await ask('GET', `/v1/jobs/${(body as Schemas['Job']).id}`)).body as Schemas['Job'];
  await expect.poll(async () => (await job()).state, { timeout: 30_000, interval: 20 }).not.toMatch(/queued|running/);
  return job();
};
/** A direction for each number, and near it where something is added. */
const near = (n: number, by = 0): number[] =>
  Array.from({ length: D }, (_, i) => Math.sin(n * 12.9898 + i * 78.233) + by * Math.cos(i * 3 + by * 50));
const add = (id: string, vector: number[], label = 'a') =>
  ask('POST', '/v1/collections/fruit/items', asJson({ id, vector, label, metadata: { id }, encoderHash }));
const lines = async (name: string): Promise<unknown[]> =>
  (((await ask('GET', `/v1/collections/${name}/export?vectors=true`)).body ?? '') as string)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

beforeAll(async () => {
  server = await startTestServer();
  encoderHash = ((await ask('PUT', '/v1/collections/fruit')).body as Schemas['Collection']).encoderHash;
  for (const [id, n, by] of [
    ['a1', 1, 0],
    ['lone', 2, 0],
    ['b1', 3, 0],
    ['a2', 1, 0.02],
    ['b2', 3, 0],
    ['a3', 1, 0.03],
  ] as const)
    expect((await add(id, near(n, by))).status).toBe(201);
  expect((await ask('POST', '/v1/collections/fruit/items', form(await makePicture(1), { id: 'picture' }))).status).toBe(201);
});
afterAll(() => server.close());

it('finds near-duplicates, and shows them page by page', async () => {
  const address = '/v1/collections/fruit/duplicates';
  expect(await ask('GET', address)).toMatchObject(problem(404, 'DUPLICATES_NOT_FOUND'));
  const job = await done(await ask('POST', address, asJson({})));
  expect(job).toMatchObject({ kind: 'collections.duplicates', about: { collection: 'fruit', threshold: '0.95' }, state: 'done' });
  expect(job.result).toEqual({ groups: 2, items: 5, of: 7, seq: 7 });
  const { body } = await ask('GET', address);
  expect(body).toMatchObject({ threshold: 0.95, of: 7, groupCount: 2, itemCount: 5, outdated: false });
  const shown = (page: unknown) =>
    (page as Schemas['Duplicates']).groups.map(({ group, size, items }) => [group, size, items.map(({ id }) => id)]);
  expect(shown(body)).toEqual([
    [0, 3, ['a1', 'a2', 'a3']],
    [1, 2, ['b1', 'b2']],
  ]);
  expect((body as Schemas['Duplicates']).groups[1]!.items.map(({ similarity }) => similarity)).toEqual([1, expect.closeTo(1, 6)]);
  const first = (await ask('GET', `${address}?limit=2`)).body as Schemas['Duplicates'];
  const second = (await ask('GET', `${address}?limit=2&after=${first.next!}`)).body as Schemas['Duplicates'];
  const third = (await ask('GET', `${address}?limit=2&after=${second.next!}`)).body as Schemas['Duplicates'];
  expect([first, second, third].map(shown)).toEqual([
    [[0, 3, ['a1', 'a2']]],
    [
      [0, 3, ['a3']],
      [1, 2, ['b1']],
    ],
    [[1, 2, ['b2']]],
  ]);
  expect(third.next).toBeUndefined();
  await ask('DELETE', '/v1/collections/fruit/items/a2');
  expect((await ask('GET', address)).body).toMatchObject({ outdated: true, itemCount: 5 });
  expect(shown((await ask('GET', address)).body)[0]).toEqual([0, 3, ['a1', 'a3']]);
  await done(await ask('POST', address, asJson({ threshold: 1 })));
  expect(await ask('GET', `${address}?after=${first.next!}`)).toMatchObject(problem(400, 'BAD_REQUEST'));
  expect(shown((await ask('GET', address)).body)).toEqual([[0, 2, ['b1', 'b2']]]);
  for (const body_ of [{ threshold: 0.5 }, { threshold: 1.1 }, { threshold: '1' }, { least: 1 }])
    expect(await ask('POST', address, asJson(body_))).toMatchObject(problem(400, 'BAD_REQUEST'));
});

it('copies a collection whole, and not over another', async () => {
  const copy = (to: string) => ask('POST', '/v1/collections/fruit/copy', asJson({ to }));
  const job = await done(await copy('twin'));
  expect(job).toMatchObject({
    kind: 'collections.copy',
    about: { collection: 'fruit', to: 'twin' },
    state: 'done',
    result: { collection: 'twin' },
  });
  expect(await lines('twin')).toEqual(await lines('fruit'));
  const [own, other] = await Promise.all(['fruit', 'twin'].map((name) => ask('GET', `/v1/collections/${name}/items/picture/thumbnail`)));
  expect(Buffer.from(other!.bytes).equals(own!.bytes)).toBe(true);
  expect((await ask('POST', '/v1/collections/twin/search', asJson({ vector: near(2), k: 1 }))).body).toMatchObject({
    neighbours: [{ id: 'lone' }],
  });
  await ask('DELETE', '/v1/collections/fruit/items/lone');
  expect((await ask('GET', '/v1/collections/twin/items/lone')).status).toBe(200);
  await ask('PUT', '/v1/collection-aliases/second', asJson({ collection: 'fruit' }));
  for (const taken of ['twin', 'TWIN', 'fruit', 'second']) expect(await copy(taken)).toMatchObject(problem(409, 'COLLECTION_CONFLICT'));
  expect(await copy('a/b')).toMatchObject(problem(400, 'BAD_REQUEST'));
  expect(await ask('POST', '/v1/collections/nowhere/copy', asJson({ to: 'x' }))).toMatchObject(problem(404, 'COLLECTION_NOT_FOUND'));
  const { body } = await ask('GET', '/v1/collections');
  expect((body as Schemas['CollectionList']).collections.map(({ name }) => name)).toEqual(['fruit', 'twin']);
});
