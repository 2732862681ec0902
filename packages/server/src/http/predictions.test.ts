import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSupconClient, type SupconClient } from '@supcon/sdk';
import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeJudgingArtifact } from '../../test/judging-artifact.js';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

type Schemas = components['schemas'];

const ITEMS = 18;
const LABELS = ['apple', 'pear', 'plum', 'quince', undefined];
const address = '/v1/collections/fruit/predictions';

let server: TestServer;
let client: SupconClient;
let encoderHash: string;
const pictures: Buffer[] = [];
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const kept = async (): Promise<string[]> =>
  (await readdir(path.join(server.home, 'server/predictions'), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
const add = async (n: number): Promise<void> => {
  pictures[n] = await makePicture(n);
  const label = LABELS[n % LABELS.length];
  const sent = form(pictures[n], { id: `item-${n}`, ...(label === undefined ? {} : { label }) });
  expect((await ask('POST', '/v1/collections/fruit/items', sent)).status).toBe(201);
};
const predict = async (body: object = {}): Promise<Schemas['Job']> => {
  const planned = await ask('POST', address, asJson(body));
  expect(planned.status).toBe(202);
  const { id } = planned.body as Schemas['Job'];
  expect(planned.headers.get('location')).toBe(`/v1/jobs/${id}`);
  return client.jobs.wait(id, { pollMs: 20 });
};
const page = async (query = ''): Promise<Schemas['Predictions']> => {
  const { status, body } = await ask('GET', `${address}${query}`);
  expect([query, status]).toEqual([query, 200]);
  return body as Schemas['Predictions'];
};

beforeAll(async () => {
  server = await startTestServer({ model: false });
  const plain = path.join(server.home, 'plain');
  await makeTinyArtifact(plain);
  const seen = await Promise.all([0, 1, 2, 3, 4, 5].map((seed) => makePicture(seed)));
  await writeJudgingArtifact(plain, path.join(server.home, 'artifacts/tiny/1'), 'knn', 1e-5, seen);
  await makeTinyArtifact(path.join(server.home, 'artifacts/tiny/2'), { version: 2, seed: 5 });
  await server.restart();
  await ask('PUT', '/v1/aliases/production', asJson({ model: 'tiny/1' }));
  client = createSupconClient({ baseUrl: server.url });
  encoderHash = ((await ask('PUT', '/v1/collections/fruit')).body as Schemas['Collection']).encoderHash;
  for (let n = 0; n < ITEMS; n++) await add(n);
});
afterAll(() => server.close());

it('says that nobody has asked yet, and how to, and refuses what cannot be', async () => {
  for (const what of [address, '/v1/collections/fruit/evaluation'])
    expect(await ask('GET', what)).toMatchObject({
      status: 404,
      body: { code: 'PREDICTIONS_NOT_FOUND', detail: expect.stringContaining('POST /v1/collections/fruit/predictions') as string },
    });
  for (const query of ['sort=best', 'minConfidence=2', 'correct=maybe', 'limit=0', 'after=x', 'model=', 'label='])
    expect([query, (await ask('GET', `${address}?${query}`)).status]).toEqual([query, 400]);
  expect(await ask('POST', address, asJson({ model: 'nobody' }))).toMatchObject({ status: 404, body: { code: 'MODEL_NOT_FOUND' } });
  expect(await ask('POST', address, asJson({ cheap: true }))).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  expect(await ask('POST', '/v1/collections/none/predictions', asJson({}))).toMatchObject({ body: { code: 'COLLECTION_NOT_FOUND' } });
});

it('says of every item what classify says of its picture', async () => {
  const vector = { id: 'vector', vector: Array.from({ length: 32 }, (_, i) => i + 1), encoderHash };
  expect((await ask('POST', '/v1/collections/fruit/items', asJson(vector))).status).toBe(201);
  const job = await predict();
  expect(job).toMatchObject({
    ...{ kind: 'collections.predict', about: { collection: 'fruit', model: 'tiny/1' }, state: 'done' },
    result: { items: ITEMS, of: ITEMS + 1, classified: ITEMS, withoutPicture: 1, unreadable: 0, seq: ITEMS + 1 },
  });
  const found = await page();
  expect(found).toMatchObject({ items: ITEMS, of: ITEMS + 1, skipped: { withoutPicture: 1 }, judge: { method: 'knn' }, total: ITEMS });
  for (const [n, said] of found.predictions.entries()) {
    const { body } = await ask('POST', '/v1/classify', raw(pictures[n]!));
    const { predictions, unknown } = body as Schemas['ClassifyResponse'];
    const [best] = predictions;
    const label = LABELS[n % LABELS.length] ?? null;
    const own = predictions.find((each) => each.label === label);
    expect(said).toEqual({
      ...{ id: `item-${n}`, label, prediction: best!.label, unknown: unknown!.isUnknown },
      confidence: expect.closeTo(best!.probability, 4) as number,
      probabilityOfLabel: own ? (expect.closeTo(own.probability, 4) as number) : null,
      unknownScore: expect.closeTo(unknown!.score, 2) as number,
      correct: own ? best!.label === label : null,
    });
  }
  // The six that it has seen are no strangers to it, and the others are.
  expect(found.predictions.map(({ unknown }) => unknown)).toEqual(found.predictions.map((_, n) => n >= 6));
});

it('gives as columns what it gives in pages, and in the order that was asked for', async () => {
  const all: Schemas['ItemPrediction'][] = [];
  for (let next: string | undefined; ;) {
    const part = await page(`?limit=5&sort=leastConfident${next === undefined ? '' : `&after=${next}`}`);
    all.push(...part.predictions);
    next = part.next;
    if (next === undefined) break;
  }
  const columns = await client.collections.predictionColumns('fruit');
  const verdict = (value: number | undefined) => (value === 255 ? null : value === 1);
  const number = (value: number | undefined) => (Number.isNaN(value) ? null : value);
  const decoded = columns.ids.map((id, n) => ({
    ...{ id, label: columns.labels[columns.label[n]!] ?? null, prediction: columns.classes[columns.prediction[n]!] },
    ...{ confidence: columns.confidence[n], probabilityOfLabel: number(columns.probabilityOfLabel[n]) },
    ...{ unknown: verdict(columns.unknown[n]), unknownScore: number(columns.unknownScore[n]), correct: verdict(columns.correct[n]) },
  }));
  expect(decoded.sort((a, b) => a.confidence! - b.confidence!)).toEqual(all);
  expect(columns).toMatchObject({ items: ITEMS, outdated: false, model: { name: 'tiny', version: 1 } });
  const answer = await ask('GET', address, { headers: { accept: 'application/vnd.supcon.columns' } });
  expect(answer.headers.get('content-type')).toBe('application/vnd.supcon.columns');
  const each: string[] = [];
  for await (const { id } of client.collections.eachPrediction('fruit', { correct: false, sort: 'mostWrong', limit: 2 })) each.push(id);
  expect(each.sort()).toEqual(all.filter(({ correct }) => correct === false).map(({ id }) => id).sort()); // prettier-ignore
});

it('evaluates them: the number of each cell is how many items are listed for it', async () => {
  const { status, body } = await ask('GET', '/v1/collections/fruit/evaluation');
  expect(status).toBe(200);
  const { confusion, accuracy, judged, labelled, unknown } = body as Schemas['Evaluation'];
  for (const { label, prediction, count } of confusion) expect((await page(`?label=${label}&predicted=${prediction}`)).total).toBe(count);
  expect(confusion.reduce((sum, { count }) => sum + count, 0)).toBe(labelled);
  expect((await page('?correct=true')).total).toBe(Math.round(accuracy * judged));
  expect(judged + unknown!.strangers).toBe(labelled);
  expect(unknown).toMatchObject({ method: 'knn', known: judged });
  expect(await client.collections.evaluation('fruit')).toEqual(body);
});

it('knows models apart, says what is outdated, and lets predictions go with model and collection', async () => {
  expect((await predict({ model: 'tiny/2' })).about).toEqual({ collection: 'fruit', model: 'tiny/2' });
  const other = await page('?model=tiny/2');
  // An artifact without thresholds cannot tell strangers.
  expect(other).toMatchObject({ judge: null, model: { name: 'tiny', version: 2 } });
  expect(other.predictions.every(({ unknown, unknownScore }) => unknown === null && unknownScore === null)).toBe(true);
  await add(ITEMS);
  expect(await page()).toMatchObject({ outdated: true, items: ITEMS });
  expect((await predict()).result).toMatchObject({ items: ITEMS + 1, classified: 1 });
  expect(await page()).toMatchObject({ outdated: false, items: ITEMS + 1 });
  expect(await kept()).toHaveLength(2);
  expect((await ask('DELETE', '/v1/models/tiny/2')).status).toBe(204);
  expect(await kept()).toHaveLength(1);
});

it('gives one job to two that ask at once, and goes on with one over a restart', async () => {
  for (let n = ITEMS + 1; n < 3 * ITEMS; n++) await add(n);
  const [one, other] = await Promise.all([client.collections.predict('fruit'), client.collections.predict('fruit')]);
  expect(one.id).toBe(other.id);
  while ((await client.jobs.get(one.id)).state === 'queued') await sleep(1);
  const before = await page();
  await server.restart();
  client = createSupconClient({ baseUrl: server.url });
  expect(await client.jobs.wait(one.id, { pollMs: 20 })).toMatchObject({ state: 'done', result: { items: 3 * ITEMS } });
  const after = await page(`?limit=${before.predictions.length}`);
  expect(after.predictions).toEqual(before.predictions);
  const { status } = await ask('DELETE', '/v1/collections/fruit');
  expect([status, await kept()]).toEqual([204, []]);
});
