import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { components } from '@supcon/sdk/schema';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type TestServer } from '../../test/test-server.js';
import { createKeyService } from '../access/key-service.js';
import { openSqliteKeyStore } from '../adapters/sqlite/sqlite-key-store.js';
import { readConfig } from '../app/config.js';
import { startServer } from '../app/start-server.js';

type Schemas = components['schemas'];

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const filesOf = async (home: string): Promise<string[]> =>
  (await readdir(path.join(home, 'server/feedback'), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

describe('feedback over HTTP', () => {
  let server: TestServer;
  let picture: Buffer;
  let id: string;
  beforeAll(async () => {
    server = await startTestServer();
    picture = await makePicture(1);
    id = hashOf(picture);
  });
  afterAll(() => server.close());
  const ask: TestServer['ask'] = (...request) => server.ask(...request);
  const tell = (init: RequestInit) => ask('POST', '/v1/feedback', init);
  const list = async (query = ''): Promise<Schemas['Feedback'][]> =>
    ((await ask('GET', `/v1/feedback${query}`)).body as Schemas['FeedbackPage']).feedback;
  afterEach(async () => {
    for (const record of await list()) expect((await ask('DELETE', `/v1/feedback/${record.id}`)).status).toBe(204);
    expect(await filesOf(server.home)).toEqual([]);
  });

  it('records a picture in a form with what the model answered, and gives it back as it was sent', async () => {
    const { model, predictions } = (await ask('POST', '/v1/classify', raw(picture))).body as Schemas['ClassifyResponse'];
    const predicted = JSON.stringify({ ...predictions[0], unknown: false, model });
    const told = await tell(form(picture, { label: 'quince', mayTrain: 'true', note: 'box 4', predicted }));
    expect(told).toMatchObject({ status: 201, body: { id, change: 'created', label: 'quince', mayTrain: true, warnings: [] } });
    const address = `/v1/feedback/${id}`;
    expect(told.headers.get('location')).toBe(address);
    expect((await ask('GET', address)).body).toMatchObject({
      ...{ id, label: 'quince', agrees: false, mayTrain: true, note: 'box 4', bytes: picture.length, earlier: [] },
      predicted: { ...predictions[0], unknown: false, model: { name: 'tiny', version: 1 } },
      pictureUrl: `${address}/picture`,
    });
    const kept = await ask('GET', `${address}/picture`);
    expect([kept.status, kept.headers.get('content-type'), Buffer.from(kept.bytes)]).toEqual([200, 'image/png', picture]);
    expect(await filesOf(server.home)).toHaveLength(1);
  });

  it('is one record a picture, in whichever way it comes; what is told last counts', async () => {
    expect((await ask('PUT', '/v1/collections/fruit')).status).toBe(201);
    expect((await ask('POST', '/v1/collections/fruit/items?id=a', raw(picture))).status).toBe(201);
    const answers = [
      await tell(form(picture, { label: 'apple', mayTrain: 'true' })),
      await tell(asJson({ picture: { data: base64(picture) }, label: 'apple', mayTrain: true })),
      await tell(asJson({ picture: { collection: 'fruit', item: 'a' }, label: 'pear', mayTrain: true })),
    ];
    expect(answers.map(({ status, body }) => [status, (body as Schemas['RecordedFeedback']).id])).toEqual([
      [201, id],
      [200, id],
      [200, id],
    ]);
    expect(answers.map(({ body }) => (body as Schemas['RecordedFeedback']).change)).toEqual(['created', 'unchanged', 'changed']);
    expect(await list()).toMatchObject([{ label: 'pear', earlier: [{ label: 'apple' }] }]);
    // A sweep of the pictures of items, or deleting the collection, is nothing to it.
    expect((await ask('DELETE', '/v1/collections/fruit')).status).toBe(204);
    expect((await ask('GET', `/v1/feedback/${id}/picture`)).status).toBe(200);
    expect(await filesOf(server.home)).toHaveLength(1);
  });

  it('without consent keeps labels, prediction and hash, and neither picture nor note; consent can be taken back', async () => {
    const predicted = { label: 'apple', probability: 0.9 };
    await tell(asJson({ picture: { data: base64(picture) }, label: 'apple', note: 'Ada', predicted }));
    const counted = { label: 'apple', mayTrain: false, note: null, pictureUrl: null, bytes: 0, agrees: true };
    expect([await list(), await filesOf(server.home)]).toMatchObject([[counted], []]);
    expect(await ask('GET', `/v1/feedback/${id}/picture`)).toMatchObject({ status: 404, body: { code: 'FEEDBACK_NOT_FOUND' } });
    await tell(form(picture, { label: 'apple', mayTrain: 'true', note: 'Ada' }));
    expect([await list('?mayTrain=true'), await filesOf(server.home)]).toMatchObject([[{ note: 'Ada' }], [expect.any(String)]]);
    expect(await tell(form(picture, { label: 'apple', mayTrain: 'false' }))).toMatchObject({ status: 200, body: { mayTrain: false } });
    expect([await list('?mayTrain=true'), await filesOf(server.home)]).toEqual([[], []]);
  });

  it('lists, filters and counts', async () => {
    const all: [number, string, string | undefined, number?][] = [
      [1, 'apple', 'apple', 1],
      [2, 'apple', 'pear', 2],
      [3, 'pear', 'apple', 2],
      [4, 'plum', undefined],
    ];
    for (const [seed, label, said, version = 1] of all) {
      const predicted = said === undefined ? {} : { predicted: { label: said, unknown: said === 'pear', model: { name: 'm', version } } };
      const body = { picture: { data: base64(await makePicture(seed)) }, label, mayTrain: seed === 2, ...predicted };
      expect((await tell(asJson(body))).status).toBe(201);
    }
    const labels = async (query: string): Promise<string[]> => (await list(query)).map(({ label }) => label);
    expect(await labels('')).toEqual(['plum', 'pear', 'apple', 'apple']);
    expect(await labels('?disagrees=true')).toEqual(['pear', 'apple']);
    expect(await labels('?label=apple&disagrees=false')).toEqual(['apple']);
    expect(await labels('?since=2100-01-01T00:00:00Z')).toEqual([]);
    expect(await labels('?until=2100-01-01T00:00:00%2B01:00')).toHaveLength(4);
    const first = (await ask('GET', '/v1/feedback?limit=3')).body as Schemas['FeedbackPage'];
    const second = (await ask('GET', `/v1/feedback?limit=3&after=${first.next}`)).body as Schemas['FeedbackPage'];
    expect([first.feedback.length, second.feedback.length, second.next]).toEqual([3, 1, null]);
    const summary = (await ask('GET', '/v1/feedback/summary')).body as Schemas['FeedbackSummary'];
    expect(summary).toMatchObject({ records: 4, compared: 3, right: 1, pictures: 1 });
    expect(summary.labels[0]).toEqual({ label: 'apple', records: 2, compared: 2, right: 1 });
    expect(summary.pairs).toContainEqual({ label: 'pear', predicted: 'apple', records: 1 });
    expect(summary.models).toEqual([
      { model: { name: 'm', version: 2 }, compared: 2, right: 0, unknown: 1 },
      { model: { name: 'm', version: 1 }, compared: 1, right: 1, unknown: 0 },
    ]);
    expect((await ask('GET', '/v1/feedback/summary?since=2100-01-01T00:00:00Z')).body).toMatchObject({ records: 0, labels: [] });
  });

  it('keeps everything over a restart, and the same picture that is sent many times at once is one record', async () => {
    const sent = Array.from({ length: 12 }, (_, nth) => tell(form(picture, { label: `label ${nth % 3}`, mayTrain: 'true' })));
    const statuses = (await Promise.all(sent)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: 11 }, () => 200), 201]);
    const before = await list();
    expect([before.length, (await filesOf(server.home)).length]).toEqual([1, 1]);
    await server.restart();
    expect(await list()).toEqual(before);
    expect(Buffer.from((await ask('GET', before[0]!.pictureUrl!)).bytes)).toEqual(picture);
  });

  it('is one for two servers on a home', async () => {
    const config = readConfig({}, { SUPCON_HOME: server.home, SUPCON_PORT: '0', SUPCON_THREADS: '1' });
    const other = await startServer(config, pino({ level: 'silent' }));
    try {
      await tell(form(picture, { label: 'apple', mayTrain: 'true' }));
      const told = await fetch(`${other.url}/v1/feedback`, { method: 'POST', ...form(picture, { label: 'pear', mayTrain: 'true' }) });
      expect([told.status, ((await told.json()) as Schemas['RecordedFeedback']).change]).toEqual([200, 'changed']);
      expect(await list()).toMatchObject([{ label: 'pear' }]);
      expect((await fetch(`${other.url}/v1/feedback/${id}`, { method: 'DELETE' })).status).toBe(204);
      expect(await ask('GET', `/v1/feedback/${id}`)).toMatchObject({ status: 404, body: { code: 'FEEDBACK_NOT_FOUND' } });
    } finally {
      await other.stop();
    }
  });

  it('takes JPEGs whose end is missing, and says so', async () => {
    const jpeg = await makePicture(7, 'jpeg', 400);
    const told = await tell(form(jpeg.subarray(0, jpeg.length - 200), { label: 'apple' }));
    expect(told).toMatchObject({ status: 201, body: { warnings: [{ code: 'PICTURE_CUT_OFF' }] } });
  });

  it.each([
    ['no picture', () => form(Buffer.from('no picture at all'), { label: 'a' }), 422, 'BAD_IMAGE'],
    ['no picture, with consent', () => form(Buffer.from('no picture at all'), { label: 'a', mayTrain: 'true' }), 422, 'BAD_IMAGE'],
    ['what is no base64', () => asJson({ picture: { data: '!!!!' }, label: 'a' }), 422, 'BAD_IMAGE'],
    ['21 MiB', () => form(Buffer.alloc(21 * 1024 * 1024), { label: 'a' }), 413, 'PAYLOAD_TOO_LARGE'],
    ['21 MiB in base64', () => asJson({ picture: { data: base64(Buffer.alloc(21 * 1024 * 1024)) }, label: 'a' }), 413, 'PAYLOAD_TOO_LARGE'],
    ['no label', () => form(picture), 400, 'BAD_REQUEST'],
    ['an empty label', () => asJson({ picture: { data: base64(picture) }, label: '' }), 400, 'BAD_REQUEST'],
    ['a label of two lines', () => asJson({ picture: { data: base64(picture) }, label: 'a\nb' }), 400, 'BAD_REQUEST'],
    ['a label that hides something', () => form(picture, { label: 'ca\u200bt' }), 400, 'BAD_REQUEST'],
    ['consent that is none', () => form(picture, { label: 'a', mayTrain: 'yes' }), 400, 'BAD_REQUEST'],
    ['consent as text in JSON', () => asJson({ picture: { data: base64(picture) }, label: 'a', mayTrain: 'true' }), 400, 'BAD_REQUEST'],
    ['a prediction that is no JSON', () => form(picture, { label: 'a', predicted: '{"label"}' }), 400, 'BAD_REQUEST'],
    ['a prediction of other things', () => form(picture, { label: 'a', predicted: '{"label":"b","x":1}' }), 400, 'BAD_REQUEST'],
    ['a long note', () => form(picture, { label: 'a', note: 'x'.repeat(501) }), 400, 'BAD_REQUEST'],
    ['several pictures', () => asJson({ pictures: [{ data: base64(picture) }], label: 'a' }), 400, 'BAD_REQUEST'],
    ['a picture and another member', () => asJson({ picture: { data: base64(picture), x: 1 }, label: 'a' }), 400, 'BAD_REQUEST'],
    ['JSON without a picture', () => asJson({ label: 'a' }), 400, 'BAD_REQUEST'],
    ['JSON that is null', () => asJson(null), 400, 'BAD_REQUEST'],
    ['a picture that is null', () => asJson({ picture: null, label: 'a' }), 400, 'BAD_REQUEST'],
    ['a raw picture', () => raw(picture), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['an item of no collection', () => asJson({ picture: { collection: 'no', item: 'a' }, label: 'a' }), 404, 'COLLECTION_NOT_FOUND'],
  ])('refuses %s, and keeps nothing', async (_, init, status, code) => {
    expect(await tell(init())).toMatchObject({ status, body: { code } });
    expect([await list(), await filesOf(server.home)]).toEqual([[], []]);
  });

  it('knows no record by what is no id', async () => {
    for (const bad of ['x', id.toUpperCase(), `${id}0`, 'summary2'])
      expect(await ask('GET', `/v1/feedback/${bad}`)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    for (const method of ['GET', 'DELETE'])
      expect(await ask(method, `/v1/feedback/${id}`)).toMatchObject({ status: 404, body: { code: 'FEEDBACK_NOT_FOUND' } });
  });

  it('is in the audit log, by the hash of the picture', async () => {
    await tell(form(picture, { label: 'apple', mayTrain: 'true' }));
    await ask('DELETE', `/v1/feedback/${id}`);
    const { entries } = (await ask('GET', '/v1/audit?limit=2')).body as Schemas['AuditPage'];
    expect(entries.map(({ operation, target, outcome }) => [operation, target, outcome])).toEqual([
      ['forgetFeedback', { feedback: id }, 'done'],
      ['recordFeedback', { feedback: id, change: 'created', mayTrain: 'true' }, 'done'],
    ]);
  });
});

describe('a server that keeps little feedback', () => {
  it('says so in its limits, refuses more, and still changes and forgets', async () => {
    const picture = await makePicture(1);
    const server = await startTestServer({
      settings: { SUPCON_FEEDBACK_RECORDS: '2', SUPCON_FEEDBACK_BYTES: String(picture.length), SUPCON_MAX_PIXELS: '100000' },
    });
    try {
      const tell = (bytes: Uint8Array, fields: Record<string, string>) => server.ask('POST', '/v1/feedback', form(bytes, fields));
      const limits = (await server.ask('GET', '/v1/limits')).body as Schemas['Limits'];
      expect(limits).toMatchObject({ feedbackRecords: 2, feedbackBytes: picture.length, noteCharacters: 500 });
      expect((await tell(picture, { label: 'apple', mayTrain: 'true' })).status).toBe(201);
      const full = { status: 409, body: { code: 'FEEDBACK_FULL' } };
      expect(await tell(await makePicture(2), { label: 'apple', mayTrain: 'true' })).toMatchObject(full);
      expect((await tell(await makePicture(2), { label: 'apple' })).status).toBe(201);
      expect(await tell(await makePicture(3), { label: 'apple' })).toMatchObject(full);
      expect((await tell(picture, { label: 'pear', mayTrain: 'true' })).status).toBe(200);
      expect(await filesOf(server.home)).toHaveLength(1);
      const large = await sharp({ create: { width: 400, height: 400, channels: 3, background: 'red' } })
        .png()
        .toBuffer();
      expect(await tell(large, { label: 'pear' })).toMatchObject({ status: 413, body: { code: 'IMAGE_TOO_LARGE' } });
      expect((await server.ask('DELETE', `/v1/feedback/${hashOf(picture)}`)).status).toBe(204);
      expect((await tell(await makePicture(3), { label: 'apple' })).status).toBe(201);
    } finally {
      await server.close();
    }
  });

  it('answers 507 where the disk has no room, and keeps nothing', async () => {
    const server = await startTestServer({ settings: { SUPCON_FREE_DISK_BYTES: String(Number.MAX_SAFE_INTEGER) } });
    try {
      const answer = await server.ask('POST', '/v1/feedback', form(await makePicture(1), { label: 'apple', mayTrain: 'true' }));
      expect(answer).toMatchObject({ status: 507, body: { code: 'STORAGE_FULL' } });
      expect([await filesOf(server.home), (await server.ask('GET', '/v1/feedback')).body]).toEqual([[], { feedback: [], next: null }]);
    } finally {
      await server.close();
    }
  });
});

describe('a key that is limited to collections', () => {
  it('tells of its own pictures and items, of no others, and reads nothing', async () => {
    const server = await startTestServer({ settings: { SUPCON_API_KEY: 'a-key-of-more-than-16-characters' } });
    const store = await openSqliteKeyStore(path.join(server.home, 'server/keys.sqlite'), pino({ level: 'silent' }));
    try {
      const keys = createKeyService({ store, now: () => new Date() });
      const { secret } = await keys.create({ name: 'till', role: 'writer', collections: ['own'] });
      const as = (key: string, method: string, address: string, { headers, ...init }: RequestInit = {}) =>
        server.ask(method, address, { ...init, headers: { ...(headers as Record<string, string> | undefined), 'x-api-key': key } });
      const admin = 'a-key-of-more-than-16-characters';
      await vi.waitFor(async () => expect((await as(secret, 'GET', '/v1/limits')).status).toBe(200), { timeout: 20_000 });
      for (const [seed, collection] of ['own', 'other'].entries()) {
        expect((await as(admin, 'PUT', `/v1/collections/${collection}`)).status).toBe(201);
        const added = await as(admin, 'POST', `/v1/collections/${collection}/items?id=a`, raw(await makePicture(seed)));
        expect(added.status).toBe(201);
      }
      const tellItem = (collection: string) =>
        as(secret, 'POST', '/v1/feedback', asJson({ picture: { collection, item: 'a' }, label: 'apple', mayTrain: true }));
      expect((await tellItem('own')).status).toBe(201);
      const refusals = [await tellItem('other'), await tellItem('nowhere')];
      for (const refusal of refusals) expect(refusal).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
      expect((await as(secret, 'POST', '/v1/feedback', form(await makePicture(9), { label: 'pear' }))).status).toBe(201);
      const id = hashOf(await makePicture(9));
      for (const address of ['', '/summary', `/${id}`, `/${id}/picture`])
        expect([address, (await as(secret, 'GET', `/v1/feedback${address}`)).status]).toEqual([address, 403]);
      expect(((await as(admin, 'GET', '/v1/feedback')).body as Schemas['FeedbackPage']).feedback).toHaveLength(2);
      expect((await as(secret, 'DELETE', `/v1/feedback/${id}`)).status).toBe(204);
    } finally {
      await store.close();
      await server.close();
    }
  });
});
