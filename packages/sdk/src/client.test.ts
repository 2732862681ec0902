import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startScriptedServer } from '../test/scripted-server.js';
import { createSupconClient, type SupconClient } from './client.js';
import { ItemChangedError, SupconAbortError } from './errors.js';
import type { PictureWarning, SearchWarning } from './schemas.js';

let server: Awaited<ReturnType<typeof startScriptedServer>>;
let client: SupconClient;
const FEEDBACK = '0123456789abcdef'.repeat(4);
const EXAMPLE = '1f8f8e7e-3c1b-4f0f-8a50-1d1f6c1f9a11';
const gif = Buffer.from('GIF89a-picture');

beforeEach(async () => {
  server = await startScriptedServer([{ status: 200, body: { collections: [], models: [], runs: [], results: [] } }]);
  client = createSupconClient({ baseUrl: `${server.url}/base/`, apiKey: 'secret', retries: 0 });
});
afterEach(() => server.close());

it.each([
  ['classify', () => client.classify(gif, { topK: 3, includeEmbedding: true }), 'POST', '/v1/classify?topK=3&includeEmbedding=true'],
  [
    'classify with a vote',
    () => client.classify(gif, { coverage: 0.95, collection: 'a.b', neighbours: 7, model: 'photos/2' }),
    'POST',
    '/v1/classify?coverage=0.95&neighbours=7&model=photos%2F2&collection=a.b',
  ],
  [
    'classify with an explanation',
    () => client.classify(gif, { explain: 'occlusion', explainGrid: 14, explainLabel: 'pear tree' }),
    'POST',
    '/v1/classify?explain=occlusion&explainGrid=14&explainLabel=pear%20tree',
  ],
  ['embed', () => client.embed(gif), 'POST', '/v1/embed'],
  ['embed by another model', () => client.embed(gif, { model: 'canary' }), 'POST', '/v1/embed?model=canary'],
  ['search by picture', () => client.search('a.b', { image: gif, k: 4 }), 'POST', '/v1/collections/a.b/search?k=4'],
])('%s sends the picture as it is', async (_, call, method, url) => {
  await call();
  const [request] = server.received;
  expect(request).toMatchObject({ method, url: `/base${url}`, body: gif });
  expect(request?.headers).toMatchObject({ 'content-type': 'image/gif', 'content-length': '14', authorization: 'Bearer secret' });
});

it.each([
  ['a vector', { vector: Float32Array.of(0.5, -0.5), k: 2 }, { vector: [0.5, -0.5], k: 2 }],
  ['numbers', { vector: [1, 0] }, { vector: [1, 0] }],
  ['an item', { itemId: 'a', excludeSelf: true }, { itemId: 'a', excludeSelf: true }],
])('searches by %s as JSON', async (_, query, body) => {
  await client.search('things', query);
  const [request] = server.received;
  expect(request?.url).toBe('/base/v1/collections/things/search');
  expect(request?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(request!.body.toString())).toEqual(body);
});

it('sends several pictures as a form, and says beforehand how many', async () => {
  await client.classifyBatch([gif, new Blob([gif])], { topK: 2, collection: 'a.b' });
  const [request] = server.received;
  expect(request).toMatchObject({ method: 'POST', url: '/base/v1/classify/batch?topK=2&collection=a.b&count=2' });
  const boundary = /boundary=(.+)$/.exec(request!.headers['content-type']!)![1]!;
  const parts = request!.body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  const part = `\r\nContent-Disposition: form-data; name="image"; filename="image"\r\nContent-Type: image/gif\r\n\r\n${gif.toString()}\r\n`;
  expect(parts).toEqual([part, part]);
});

it('sends pictures beside items as JSON in base64, and reads embeddings as float32', async () => {
  const scripted = await startScriptedServer([
    {
      status: 200,
      body: {
        model: { name: 'm', version: 1 },
        results: [{ embedding: 'AAAAPwAAAL8AAIA/', warnings: [] }, { problem: { code: 'ITEM_NOT_FOUND', message: 'gone' } }],
      },
    },
  ]);
  const asking = createSupconClient({ baseUrl: scripted.url, retries: 0 });
  const { results } = await asking.embedBatch([gif, { collection: 'c', item: 'a:b' }], { model: 'photos/2' });
  expect(results).toEqual([
    { embedding: Float32Array.of(0.5, -0.5, 1), warnings: [] },
    { problem: { code: 'ITEM_NOT_FOUND', message: 'gone' } },
  ]);
  expect(scripted.received[0]!.url).toBe('/v1/embed/batch?model=photos%2F2&count=2&encoding=base64');
  expect(JSON.parse(scripted.received[0]!.body.toString())).toEqual({
    pictures: [{ data: gif.toString('base64') }, { collection: 'c', item: 'a:b' }],
  });
  await scripted.close();
});

it.each([
  ['base64', 'AAAAPwAAAL8AAIA/', Float32Array.of(0.5, -0.5, 1)],
  [undefined, [0.5, -0.5, 1], [0.5, -0.5, 1]],
] as const)('gives an embedding that is sent as %s as its numbers', async (encoding, embedding, expected) => {
  const scripted = await startScriptedServer([{ status: 200, body: { embedding } }]);
  const asking = createSupconClient({ baseUrl: scripted.url, retries: 0 });
  const answer = await asking.embed(gif, encoding === undefined ? {} : { encoding });
  expect(answer.embedding satisfies Float32Array | number[]).toEqual(expected);
  await scripted.close();
});

/** Each call was tried three times, with a key of its own. */
function expectOnce(received: readonly { readonly headers: IncomingHttpHeaders }[], calls: number): void {
  const keys = received.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toEqual(Array.from({ length: 3 * calls }, (_, at) => keys[at - (at % 3)]));
  expect(new Set(keys).size).toBe(calls);
  expect(keys).not.toContain(undefined);
}

it('adds a class with its label before the pictures, once', async () => {
  await client.classes.add('quince', [gif, gif], { model: 'canary' });
  const [request] = server.received;
  expect(request).toMatchObject({ method: 'POST', url: '/base/v1/classes?count=2' });
  const names = [...request!.body.toString('latin1').matchAll(/ name="(\w+)"/g)].map(([, name]) => name);
  expect(names).toEqual(['label', 'model', 'image', 'image']);
  const failing = await startScriptedServer([{ status: 503 }]);
  const patient = createSupconClient({ baseUrl: failing.url, retries: 2 });
  await expect(patient.classes.add('quince', [{ collection: 'c', item: 'a' }])).rejects.toMatchObject({ status: 503 });
  await expect(patient.classes.remove('quince')).rejects.toMatchObject({ status: 503 });
  expectOnce(failing.received, 2);
  expect(JSON.parse(failing.received[0]!.body.toString())).toEqual({ label: 'quince', pictures: [{ collection: 'c', item: 'a' }] });
  await failing.close();
});

it('hands on what is wrong with a picture', async () => {
  const warnings = [{ code: 'PICTURE_CUT_OFF' as const, message: 'the end of this JPEG is missing' }];
  const scripted = await startScriptedServer([{ status: 200, body: { warnings } }]);
  try {
    const asking = createSupconClient({ baseUrl: scripted.url, retries: 0 });
    const answers = [
      await asking.classify(gif),
      await asking.embed(gif),
      await asking.search('things', { image: gif }),
      await asking.items.add('things', { image: gif }),
    ];
    for (const answer of answers) expect(answer.warnings satisfies (PictureWarning | SearchWarning)[]).toEqual(warnings);
  } finally {
    await scripted.close();
  }
});

it('adds a picture with what belongs to it, and not where it lay', async () => {
  const image = new File([gif], '/home/ada/secret.gif', { type: 'image/gif' });
  await client.items.add('things', { image, label: 'cat', id: 'cat-1', metadata: { by: 'Ada' } });
  const [request] = server.received;
  const boundary = /boundary=(.+)$/.exec(request!.headers['content-type']!)![1]!;
  const parts = request!.body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  expect(parts).toEqual([
    '\r\nContent-Disposition: form-data; name="id"\r\n\r\ncat-1\r\n',
    '\r\nContent-Disposition: form-data; name="label"\r\n\r\ncat\r\n',
    '\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{"by":"Ada"}\r\n',
    `\r\nContent-Disposition: form-data; name="image"; filename="image"\r\nContent-Type: image/gif\r\n\r\n${gif.toString()}\r\n`,
  ]);
});

it.each([
  ['collections.list', () => client.collections.list(), 'GET', '/v1/collections'],
  ['collections.create', () => client.collections.create('new'), 'PUT', '/v1/collections/new'],
  ['collections.delete', () => client.collections.delete('old'), 'DELETE', '/v1/collections/old'],
  ['items.get', () => client.items.get('c', 'a:b'), 'GET', '/v1/collections/c/items/a%3Ab'],
  ['items.thumbnail', () => client.items.thumbnail('c', 'a'), 'GET', '/v1/collections/c/items/a/thumbnail'],
  ['items.delete', () => client.items.delete('c', 'a'), 'DELETE', '/v1/collections/c/items/a'],
  ['models.delete', () => client.models.delete('photos', 2), 'DELETE', '/v1/models/photos/2'],
  ['models.download', () => client.models.download('photos', 2), 'GET', '/v1/models/photos/2/archive'],
  ['models.aliases', () => client.models.aliases(), 'GET', '/v1/aliases'],
  ['models.setAlias', () => client.models.setAlias('canary', 'photos/2'), 'PUT', '/v1/aliases/canary'],
  ['models.rollBackAlias', () => client.models.rollBackAlias('production'), 'POST', '/v1/aliases/production/rollback'],
  ['models.removeAlias', () => client.models.removeAlias('canary'), 'DELETE', '/v1/aliases/canary'],
  [
    'collections.projection',
    () => client.collections.projection('c', { method: 'umap', neighbours: 5, limit: 9 }),
    'GET',
    '/v1/collections/c/projection?method=umap&neighbours=5&limit=9',
  ],
  [
    'collections.predictions',
    () => client.collections.predictions('c', { model: 'm/2', correct: false, minConfidence: 0.5, sort: 'mostWrong' }),
    'GET',
    '/v1/collections/c/predictions?model=m%2F2&correct=false&minConfidence=0.5&sort=mostWrong',
  ],
  ['collections.evaluation', () => client.collections.evaluation('c', { model: 'm' }), 'GET', '/v1/collections/c/evaluation?model=m'],
  ['collections.predict', () => client.collections.predict('c'), 'POST', '/v1/collections/c/predictions'],
  ['collections.project', () => client.collections.project('c', { method: 'umap' }), 'POST', '/v1/collections/c/projection'],
  ['collections.reembed', () => client.collections.reembed('c', { model: 'photos/2' }), 'POST', '/v1/collections/c/reembed'],
  ['items.purge', () => client.items.purge('c', 'a'), 'DELETE', '/v1/collections/c/items/a?purge=true'],
  ['collections.purge', () => client.collections.purge('c'), 'DELETE', '/v1/collections/c?purge=true'],
  ['purges.list', () => client.purges.list({ limit: 5 }), 'GET', '/v1/purges?limit=5'],
  ['purges.get', () => client.purges.get('7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11'), 'GET', '/v1/purges/7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11'],
  ['jobs.list', () => client.jobs.list({ state: 'running', limit: 5 }), 'GET', '/v1/jobs?state=running&limit=5'],
  ['jobs.get', () => client.jobs.get('j-1'), 'GET', '/v1/jobs/j-1'],
  ['jobs.cancel', () => client.jobs.cancel('j-1'), 'POST', '/v1/jobs/j-1/cancel'],
  ['models.list', () => client.models.list(), 'GET', '/v1/models'],
  [
    'audit',
    () => client.audit({ who: 'shop', since: '2026-11-30T10:00:00Z', limit: 5 }),
    'GET',
    '/v1/audit?who=shop&since=2026-11-30T10%3A00%3A00Z&limit=5',
  ],
  [
    'feedback.page',
    () => client.feedback.page({ disagrees: true, label: 'a b', after: '7' }),
    'GET',
    '/v1/feedback?disagrees=true&label=a%20b&after=7',
  ],
  [
    'feedback.summary',
    () => client.feedback.summary({ since: '2026-11-30T10:00:00Z' }),
    'GET',
    '/v1/feedback/summary?since=2026-11-30T10%3A00%3A00Z',
  ],
  ['drift.get', () => client.drift.get({ model: 'photos/2' }), 'GET', '/v1/drift?model=photos%2F2'],
  ['drift.example', () => client.drift.example(EXAMPLE), 'GET', `/v1/drift/examples/${EXAMPLE}`],
  ['feedback.get', () => client.feedback.get(FEEDBACK), 'GET', `/v1/feedback/${FEEDBACK}`],
  ['feedback.picture', () => client.feedback.picture(FEEDBACK), 'GET', `/v1/feedback/${FEEDBACK}/picture`],
  ['feedback.forget', () => client.feedback.forget(FEEDBACK), 'DELETE', `/v1/feedback/${FEEDBACK}`],
  ['keys.list', () => client.keys.list(), 'GET', '/v1/keys'],
  ['keys.create', () => client.keys.create({ name: 'shop', role: 'reader' }), 'POST', '/v1/keys'],
  ['keys.rotate', () => client.keys.rotate('0f3a5b7c9d1e', 60), 'POST', '/v1/keys/0f3a5b7c9d1e/rotate'],
  ['keys.revoke', () => client.keys.revoke('0f3a5b7c9d1e'), 'DELETE', '/v1/keys/0f3a5b7c9d1e'],
  ['classes.list', () => client.classes.list({ model: 'photos/2' }), 'GET', '/v1/classes?model=photos%2F2'],
  ['classes.remove', () => client.classes.remove('a/b', { model: 'canary' }), 'DELETE', '/v1/classes/a%2Fb?model=canary'],
  ['runs.list', () => client.runs.list(), 'GET', '/v1/runs'],
  ['runs.get', () => client.runs.get('r-1'), 'GET', '/v1/runs/r-1'],
  ['runs.start', () => client.runs.start({ data: 'flowers' }), 'POST', '/v1/runs'],
  ['runs.stop', () => client.runs.stop('r-1'), 'POST', '/v1/runs/r-1/stop'],
  ['runs.resume', () => client.runs.resume('r-1'), 'POST', '/v1/runs/r-1/resume'],
  ['data.list', () => client.data.list(), 'GET', '/v1/data'],
  ['runs.metrics', () => client.runs.metrics('r-1', 120), 'GET', '/v1/runs/r-1/metrics?offset=120'],
  ['runs.log', () => client.runs.log('r-1', 50), 'GET', '/v1/runs/r-1/log?lines=50'],
  [
    'runs.labelIssues',
    () => client.runs.labelIssues('r-1', { after: '20', limit: 10 }),
    'GET',
    '/v1/runs/r-1/label-issues?after=20&limit=10',
  ],
  [
    'runs.curves',
    () => client.runs.curves(['r-1', 'r-2'], { names: ['loss'], points: 9 }),
    'GET',
    '/v1/curves?run=r-1&run=r-2&name=loss&points=9',
  ],
  ['limits', () => client.limits(), 'GET', '/v1/limits'],
  ['ready', () => client.ready(), 'GET', '/readyz'],
])('%s asks the right address', async (_, call, method, url) => {
  await call();
  expect(server.received[0]).toMatchObject({ method, url: `/base${url}` });
});

it('says what a picture really was, as a form, and of an item as JSON', async () => {
  const predicted = { label: 'pear', probability: 0.8, model: { name: 'm', version: 1 } };
  await client.feedback.record({ picture: gif, label: 'apple', mayTrain: true, note: 'box 4', predicted });
  await client.feedback.record({ picture: { collection: 'c', item: 'a:b' }, label: 'apple', predicted });
  const [sent, item] = server.received;
  expect(sent).toMatchObject({ method: 'POST', url: '/base/v1/feedback' });
  const boundary = /boundary=(.+)$/.exec(sent!.headers['content-type']!)![1]!;
  const parts = sent!.body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  expect(parts).toEqual([
    '\r\nContent-Disposition: form-data; name="label"\r\n\r\napple\r\n',
    '\r\nContent-Disposition: form-data; name="mayTrain"\r\n\r\ntrue\r\n',
    '\r\nContent-Disposition: form-data; name="note"\r\n\r\nbox 4\r\n',
    `\r\nContent-Disposition: form-data; name="predicted"\r\n\r\n${JSON.stringify(predicted)}\r\n`,
    `\r\nContent-Disposition: form-data; name="image"; filename="image"\r\nContent-Type: image/gif\r\n\r\n${gif.toString()}\r\n`,
  ]);
  expect(JSON.parse(item!.body.toString())).toEqual({ picture: { collection: 'c', item: 'a:b' }, label: 'apple', predicted });
});

it('goes through all feedback, a page at a time, as it is asked for', async () => {
  const paged = await startScriptedServer([
    { status: 200, body: { feedback: [{ id: '1' }, { id: '2' }], next: '2' } },
    { status: 200, body: { feedback: [{ id: '3' }], next: null } },
  ]);
  const { feedback } = createSupconClient({ baseUrl: paged.url, retries: 0 });
  const ids: string[] = [];
  for await (const { id } of feedback.list({ disagrees: true, limit: 2 })) {
    ids.push(id);
    expect(paged.received).toHaveLength(id === '3' ? 2 : 1);
  }
  expect(ids).toEqual(['1', '2', '3']);
  expect(paged.received.map(({ url }) => url)).toEqual([
    '/v1/feedback?disagrees=true&limit=2',
    '/v1/feedback?disagrees=true&limit=2&after=2',
  ]);
  await paged.close();
});

it('gives addresses for images and event sources', () => {
  expect(client.items.thumbnailUrl('c', 'a:b')).toBe(`${server.url}/base/v1/collections/c/items/a%3Ab/thumbnail`);
  expect(client.runs.eventsUrl('r-1', 120)).toBe(`${server.url}/base/v1/runs/r-1/events?offset=120`);
});

it('says in the body which model an alias is to stand for', async () => {
  await client.models.setAlias('canary', 'photos/2');
  expect(JSON.parse(server.received[0]!.body.toString())).toEqual({ model: 'photos/2' });
});

it.each([
  ['bytes', () => new Uint8Array([1, 2, 3])],
  ['a file', () => new File([new Uint8Array([1, 2, 3])], 'model.tar')],
  ['a stream', () => new Blob([new Uint8Array([1, 2, 3])]).stream()],
])('sends an archive of a model as %s, with its digest, and once only', async (_, archive) => {
  const failing = await startScriptedServer([{ status: 503 }]);
  const patient = createSupconClient({ baseUrl: failing.url, retries: 2 });
  await expect(patient.models.upload(archive(), { sha256: 'ab'.repeat(32) })).rejects.toMatchObject({ status: 503 });
  expect(failing.received).toHaveLength(1);
  const [request] = failing.received;
  expect(request).toMatchObject({ method: 'POST', url: '/v1/models', body: Buffer.from([1, 2, 3]) });
  expect(request!.headers).toMatchObject({
    'content-type': 'application/x-tar',
    'content-digest': `sha-256=:${Buffer.from('ab'.repeat(32), 'hex').toString('base64')}:`,
  });
  await expect(patient.models.upload(archive(), { sha256: 'abc' })).rejects.toThrow(/64 hexadecimal digits/);
  await failing.close();
});

it('waits for a job to end, telling how far it has come', async () => {
  const looks = ['queued', 'running', 'running', 'failed'].map((state, done) => ({
    status: 200,
    body: { id: 'j-1', state, progress: { done } },
  }));
  const slow = await startScriptedServer(looks);
  const { jobs } = createSupconClient({ baseUrl: slow.url });
  const told: unknown[] = [];
  const job = await jobs.wait('j-1', { pollMs: 1, onProgress: ({ progress }) => told.push(progress?.done) });
  expect([job.state, told]).toEqual(['failed', [0, 1, 2, 3]]);
  await slow.close();
});

it('stops waiting for a job when it is told to', async () => {
  const slow = await startScriptedServer([{ status: 200, body: { id: 'j-1', state: 'running' } }]);
  const stop = new AbortController();
  const { jobs } = createSupconClient({ baseUrl: slow.url });
  const waiting = jobs.wait('j-1', { pollMs: 60_000, signal: stop.signal, onProgress: () => stop.abort() });
  await expect(waiting).rejects.toBeInstanceOf(SupconAbortError);
  await slow.close();
});

it('lets the server roll back once, however often it is asked: the second time would undo the first', async () => {
  const failing = await startScriptedServer([{ status: 503 }]);
  const patient = createSupconClient({ baseUrl: failing.url, retries: 2 });
  await expect(patient.models.rollBackAlias('production')).rejects.toMatchObject({ status: 503 });
  await expect(patient.models.rollBackAlias('production', { timeoutMs: 1000 })).rejects.toMatchObject({ status: 503 });
  expectOnce(failing.received, 2);
  await failing.close();
});

it('never asks twice by itself for what is shown once', async () => {
  const failing = await startScriptedServer([{ status: 503 }]);
  const patient = createSupconClient({ baseUrl: failing.url, retries: 2 });
  await expect(patient.keys.create({ name: 'shop', role: 'reader' })).rejects.toMatchObject({ status: 503 });
  await expect(patient.keys.rotate('0f3a5b7c9d1e')).rejects.toMatchObject({ status: 503 });
  expect(failing.received).toHaveLength(2);
  await failing.close();
});

it('says in the body what is to be trained, and lets the server begin and stop it once', async () => {
  await client.runs.start({ data: 'flowers', recipe: 'custom', epochs: 30 });
  expect(JSON.parse(server.received[0]!.body.toString())).toEqual({ data: 'flowers', recipe: 'custom', epochs: 30 });
  const failing = await startScriptedServer([{ status: 503 }]);
  const patient = createSupconClient({ baseUrl: failing.url, retries: 2 });
  await expect(patient.runs.start({ data: 'flowers' })).rejects.toMatchObject({ status: 503 });
  await expect(patient.runs.stop('r-1')).rejects.toMatchObject({ status: 503 });
  expectOnce(failing.received, 2);
  await failing.close();
});

it('says what is wanted of a key in the body', async () => {
  await client.keys.create({ name: 'shop', role: 'reader', collections: ['a'], expiresAt: '2030-01-01T00:00:00Z' });
  await client.keys.rotate('0f3a5b7c9d1e', 60);
  await client.keys.rotate('0f3a5b7c9d1e');
  expect(server.received.map(({ body }) => JSON.parse(body.toString()) as unknown)).toEqual([
    { name: 'shop', role: 'reader', collections: ['a'], expiresAt: '2030-01-01T00:00:00Z' },
    { graceSeconds: 60 },
    {},
  ]);
});

it('sends wishes beside a picture as a form, and nothing but k in the address', async () => {
  await client.search('things', { image: gif, k: 3, filter: { field: 'label', eq: 'apple' }, like: ['cafe\u0301'] });
  const [request] = server.received;
  expect(request).toMatchObject({ method: 'POST', url: '/base/v1/collections/things/search' });
  const body = request!.body.toString('utf8');
  const search = /name="search"\r\n\r\n(.*)\r\n/.exec(body)![1]!;
  expect(JSON.parse(search)).toEqual({ k: 3, filter: { field: 'label', eq: 'apple' }, like: ['caf\u00e9'] });
  expect(body).toContain('name="image"; filename="image"');
});

it('names the state of an item that it read, and changes only that', async () => {
  const scripted = await startScriptedServer([
    { status: 200, body: { id: 'a' }, headers: { etag: '"7-1"' } },
    { status: 412, body: { code: 'ITEM_CHANGED', detail: 'changed', requestId: 'r' } },
  ]);
  const asking = createSupconClient({ baseUrl: scripted.url, retries: 0 });
  const item = await asking.items.get('things', 'a');
  expect(asking.items.tag(item)).toBe('"7-1"');
  await expect(asking.items.patch('things', 'a', { label: 'b' }, { ifMatch: asking.items.tag(item)! })).rejects.toBeInstanceOf(
    ItemChangedError,
  );
  expect(scripted.received[1]).toMatchObject({ method: 'PATCH', headers: { 'if-match': '"7-1"' } });
  await scripted.close();
});
