import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSupconClient, type SupconClient } from '@supcon/sdk';
import type { components } from '@supcon/sdk/schema';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, startTestServer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

const ITEMS = 24;

let server: TestServer;
let client: SupconClient;
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const address = '/v1/collections/fruit/projection';
const project = (body: object, name = 'fruit') => ask('POST', `/v1/collections/${name}/projection`, asJson(body));
const kept = async (): Promise<string[]> =>
  (await readdir(path.join(server.home, 'server/projections'), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
const add = async (n: number): Promise<void> => {
  const sent = form(await makePicture(n), { id: `item-${n}`, label: n % 2 ? 'odd' : 'even' });
  expect((await ask('POST', '/v1/collections/fruit/items', sent)).status).toBe(201);
};

beforeEach(async () => {
  server = await startTestServer();
  client = createSupconClient({ baseUrl: server.url });
  await ask('PUT', '/v1/collections/fruit');
  for (let n = 0; n < ITEMS; n++) await add(n);
});
afterEach(() => server.close());

it('gives PCA on the spot: in pages of JSON and as columns the same, ids and labels with them', async () => {
  const points: Schemas['ProjectedItem'][] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const { status, body } = await ask('GET', `${address}?dimensions=3&limit=10${next === '' ? '' : `&after=${next}`}`);
    expect(status).toBe(200);
    const page = body as Schemas['Projection'];
    expect(page).toMatchObject({ method: 'pca', dimensions: 3, items: ITEMS, of: ITEMS, outdated: false });
    points.push(...page.points);
    next = page.next;
  }
  expect(points.map(({ id }) => id)).toEqual(Array.from({ length: ITEMS }, (_, n) => `item-${n}`));
  const columns = await client.collections.projectionColumns('fruit', { dimensions: 3 });
  const decoded = points.map((_, n) => ({
    id: columns.ids[n],
    label: columns.labels[columns.label[n]!],
    position: [columns.x[n], columns.y[n], columns.z![n]],
  }));
  expect(decoded).toEqual(points);
  expect(columns).toMatchObject({ items: ITEMS, seq: ITEMS, outdated: false, model: { name: 'tiny', version: 1 } });
  const answer = await ask('GET', address, { headers: { accept: 'application/vnd.supcon.columns' } });
  expect(answer.headers.get('content-type')).toBe('application/vnd.supcon.columns');
  expect(Buffer.from(answer.bytes).toString('latin1', 0, 8)).toBe('SUPCOL01');
});

it('compresses columns for those that take that, and only for them', async () => {
  const sent = async (encoding: string) => {
    const { headers, bytes } = await ask('GET', address, {
      headers: { accept: 'application/vnd.supcon.columns', 'accept-encoding': encoding },
    });
    // fetch has decompressed it; Content-Length says what came.
    return { encoding: headers.get('content-encoding'), vary: headers.get('vary'), length: Number(headers.get('content-length')), bytes };
  };
  const [plain, compressed] = [await sent('identity'), await sent('gzip, br')];
  expect(compressed).toMatchObject({ encoding: 'gzip', vary: expect.stringContaining('Accept-Encoding') as string });
  expect(plain).toMatchObject({ encoding: null, length: plain.bytes.byteLength });
  expect(compressed.bytes).toEqual(plain.bytes);
  expect(compressed.length).toBeLessThan(plain.length);
});

it('refuses a page of another picture, settings of another method, and a collection that is not there', async () => {
  const { next } = (await ask('GET', `${address}?limit=5`)).body as Schemas['Projection'];
  await add(ITEMS);
  expect(await ask('GET', `${address}?limit=5&after=${next}`)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  for (const query of ['method=lle', 'dimensions=4', 'neighbours=5', 'method=tsne&dimensions=3', 'after=x', 'limit=0'])
    expect([query, (await ask('GET', `${address}?${query}`)).status]).toEqual([query, 400]);
  expect((await project({ method: 'umap', perplexity: 5 })).status).toBe(400);
  expect((await project({ method: 'umap', cheap: true })).status).toBe(400);
  await ask('PUT', '/v1/collections/empty');
  expect(await project({ method: 'umap' }, 'empty')).toMatchObject({
    status: 400,
    body: { detail: "umap needs at least 4 items, and 'empty' has 0" },
  });
  expect(await project({}, 'nothing')).toMatchObject({ status: 404, body: { code: 'COLLECTION_NOT_FOUND' } });
  expect(await ask('GET', '/v1/collections/nothing/projection')).toMatchObject({ status: 404, body: { code: 'COLLECTION_NOT_FOUND' } });
});

it('lays out by UMAP and t-SNE as jobs, says when the picture is outdated, and lets it go with the collection', async () => {
  for (const wanted of [
    { method: 'umap', neighbours: 5 },
    { method: 'tsne', perplexity: 5, seed: 2 },
  ] as const) {
    const query = new URLSearchParams(Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, String(value)]))).toString();
    expect(await ask('GET', `${address}?${query}`)).toMatchObject({ status: 404, body: { code: 'PROJECTION_NOT_FOUND' } });
    const planned = await project(wanted);
    const { id } = planned.body as Schemas['Job'];
    expect(planned).toMatchObject({
      status: 202,
      body: { kind: 'collections.project', about: { collection: 'fruit', model: 'tiny/1', method: wanted.method } },
    });
    expect(planned.headers.get('location')).toBe(`/v1/jobs/${id}`);
    expect(await client.jobs.wait(id, { pollMs: 20 })).toMatchObject({ state: 'done', result: { items: ITEMS, of: ITEMS, seq: ITEMS } });
    const found = (await ask('GET', `${address}?${query}`)).body as Schemas['Projection'];
    expect(found).toMatchObject({ ...wanted, outdated: false });
    expect(found.points).toHaveLength(ITEMS);
  }
  await add(ITEMS);
  expect((await ask('GET', `${address}?method=umap&neighbours=5`)).body).toMatchObject({ outdated: true, seq: ITEMS, lastSeq: ITEMS + 1 });
  const again = (await project({ method: 'umap', neighbours: 5 })).body as Schemas['Job'];
  await client.jobs.wait(again.id, { pollMs: 20 });
  expect((await ask('GET', `${address}?method=umap&neighbours=5`)).body).toMatchObject({ outdated: false, items: ITEMS + 1 });
  expect(await kept()).toHaveLength(2);
  await ask('DELETE', '/v1/collections/fruit');
  expect(await kept()).toEqual([]);
});

it('gives one job to two that ask at once, and none that was cancelled', async () => {
  const [one, other] = await Promise.all([project({ method: 'umap' }), project({ method: 'umap' })]);
  expect((one.body as Schemas['Job']).id).toBe((other.body as Schemas['Job']).id);
  await client.jobs.wait((one.body as Schemas['Job']).id, { pollMs: 20 });

  const waiting = (await project({ method: 'tsne', perplexity: 7 })).body as Schemas['Job'];
  const cancelled = await client.jobs.cancel(waiting.id);
  if (cancelled.state === 'cancelled') {
    const next = (await project({ method: 'tsne', perplexity: 7 })).body as Schemas['Job'];
    expect(next.id).not.toBe(waiting.id);
    expect((await client.jobs.wait(next.id, { pollMs: 20 })).state).toBe('done');
  }
});

it('keeps pictures over a restart, and goes on with a job that it was stopped in', async () => {
  const { id } = (await project({ method: 'tsne' })).body as Schemas['Job'];
  while (((await ask('GET', `/v1/jobs/${id}`)).body as Schemas['Job']).state === 'queued') await sleep(1);
  const before = (await ask('GET', address)).body;
  await server.restart();
  client = createSupconClient({ baseUrl: server.url });
  expect(await client.jobs.wait(id, { pollMs: 20 })).toMatchObject({ state: 'done', result: { items: ITEMS } });
  expect((await ask('GET', `${address}?method=tsne`)).status).toBe(200);
  expect((await ask('GET', address)).body).toEqual(before);
});
