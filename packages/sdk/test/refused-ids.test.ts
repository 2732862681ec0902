import { expect, it } from 'vitest';
import { BadRequestError, createSupconClient, type SupconClient } from '../src/index.js';

import { emptyColumns, emptyPredictionColumns } from './empty-columns.js';
import { exampleAnswer } from './example-answer.js';

const requests: string[] = [];
const client = createSupconClient({
  baseUrl: 'http://127.0.0.1:9/base',
  retries: 0,
  fetch: (request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    if (request.headers.get('accept') === 'application/vnd.supcon.columns')
      return Promise.resolve(new Response(request.url.includes('/predictions') ? emptyPredictionColumns() : emptyColumns()));
    if (request.url.includes('/events')) return Promise.resolve(new Response(null, { status: 204 }));
    const { status, body } = exampleAnswer(request.method, new URL(request.url).pathname)!;
    // A job that runs would be waited for, and further pages asked for.
    const ended = { ...(request.url.includes('/v1/jobs/') ? { state: 'done' } : {}), next: undefined };
    return Promise.resolve(status === 204 ? new Response(null, { status }) : Response.json({ ...(body as object), ...ended }, { status }));
  },
});
const FEEDBACK = '0123456789abcdef'.repeat(4);
const EXAMPLE = '1f8f8e7e-3c1b-4f0f-8a50-1d1f6c1f9a11';
/** What a bulk gives is thrown here where it is an error. */
async function firstOf(results: AsyncIterable<{ readonly error?: unknown }>): Promise<void> {
  for await (const { error } of results) if (error !== undefined) throw error as Error;
}
const image = new Blob(['GIF89a'], { type: 'image/gif' });

type Call = (...ids: string[]) => unknown;
/** Every method of the client: which ids it takes, and how it is called with them. `none` for a method that takes no text of the caller into an address. */
const METHODS: Readonly<Record<string, { readonly ids: readonly string[]; readonly call: Call } | 'none'>> = {
  classify: 'none',
  embed: 'none',
  classifyBatch: { ids: ['things', 'a'], call: (collection, item) => client.classifyBatch([image, { collection, item }]) },
  embedBatch: { ids: ['things', 'a'], call: (collection, item) => client.embedBatch([{ collection, item }]) },
  live: 'none',
  ready: 'none',
  classifyMany: 'none',
  embedMany: 'none',
  limits: 'none',
  search: { ids: ['things'], call: (collection) => client.search(collection, { vector: [1] }) },
  searchBatch: {
    ids: ['things', 'a', 'b'],
    call: (collection, itemId, other) => client.searchBatch(collection, [{ itemId, unlike: [other] }]),
  },
  'classes.list': 'none',
  // A label may be nearly anything; `refuses labels` has what it may not.
  'classes.add': 'none',
  'classes.remove': 'none',
  'collections.list': 'none',
  'collections.get': { ids: ['things'], call: (name) => client.collections.get(name) },
  'collections.aliases': 'none',
  'collections.setAlias': { ids: ['current', 'things'], call: (alias, name) => client.collections.setAlias(alias, name) },
  'collections.removeAlias': { ids: ['current'], call: (alias) => client.collections.removeAlias(alias) },
  'collections.create': { ids: ['things'], call: (name) => client.collections.create(name) },
  'collections.projection': { ids: ['things'], call: (name) => client.collections.projection(name) },
  'collections.projectionColumns': { ids: ['things'], call: (name) => client.collections.projectionColumns(name) },
  'collections.project': { ids: ['things'], call: (name) => client.collections.project(name, {}) },
  'collections.reembed': { ids: ['things'], call: (name) => client.collections.reembed(name) },
  'collections.purge': { ids: ['things'], call: (name) => client.collections.purge(name) },
  'collections.copy': { ids: ['things', 'others'], call: (name, to) => client.collections.copy(name, to) },
  'collections.findDuplicates': { ids: ['things'], call: (name) => client.collections.findDuplicates(name) },
  'collections.duplicates': { ids: ['things'], call: (name) => client.collections.duplicates(name).next() },
  'collections.predict': { ids: ['things'], call: (name) => client.collections.predict(name) },
  'collections.predictions': { ids: ['things'], call: (name) => client.collections.predictions(name) },
  'collections.eachPrediction': { ids: ['things'], call: (name) => client.collections.eachPrediction(name).next() },
  'collections.predictionColumns': { ids: ['things'], call: (name) => client.collections.predictionColumns(name) },
  'collections.evaluation': { ids: ['things'], call: (name) => client.collections.evaluation(name) },
  'collections.delete': { ids: ['things'], call: (name) => client.collections.delete(name) },
  'items.add': { ids: ['things', 'a'], call: (collection, id) => client.items.add(collection, { image, id: id }) },
  'items.page': { ids: ['things'], call: (collection) => client.items.page(collection) },
  'items.list': { ids: ['things'], call: (collection) => client.items.list(collection).next() },
  'items.addVector': {
    ids: ['things', 'a'],
    call: (collection, id) => client.items.addVector(collection, { id, vector: [1], encoderHash: 'a' }),
  },
  'items.exportAll': { ids: ['things'], call: (collection) => client.items.exportAll(collection).next() },
  'items.exportVectors': { ids: ['things'], call: (collection) => client.items.exportVectors(collection) },
  'items.import': { ids: ['things'], call: (collection) => client.items.import(collection, [{ vector: [1] }]) },
  'items.facets': { ids: ['things'], call: (collection) => client.items.facets(collection, { field: 'label' }) },
  'items.sample': { ids: ['things'], call: (collection) => client.items.sample(collection) },
  'items.deleteMatching': { ids: ['things'], call: (collection) => client.items.deleteMatching(collection, { filter: { and: [] } }) },
  'items.tag': 'none',
  'items.patch': { ids: ['things', 'a'], call: (collection, id) => client.items.patch(collection, id, { label: 'b' }) },
  'items.addMany': { ids: ['things', 'a'], call: (collection, id) => firstOf(client.items.addMany(collection, [{ image, id }])) },
  'items.get': { ids: ['things', 'a'], call: (collection, id) => client.items.get(collection, id) },
  'items.purge': { ids: ['things', 'a'], call: (collection, id) => client.items.purge(collection, id) },
  'items.purgeMatching': {
    ids: ['things'],
    call: (collection) => client.items.purgeMatching(collection, { filter: { and: [] }, expected: null }),
  },
  'items.delete': { ids: ['things', 'a'], call: (collection, id) => client.items.delete(collection, id) },
  'items.thumbnail': { ids: ['things', 'a'], call: (collection, id) => client.items.thumbnail(collection, id) },
  'items.thumbnailUrl': { ids: ['things', 'a'], call: (collection, id) => client.items.thumbnailUrl(collection, id) },
  'purges.list': 'none',
  'purges.get': { ids: ['7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11'], call: (id) => client.purges.get(id) },
  'purges.wait': { ids: ['7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11'], call: (id) => client.purges.wait(id) },
  'jobs.list': 'none',
  'jobs.get': { ids: ['j-1'], call: (id) => client.jobs.get(id) },
  'jobs.cancel': { ids: ['j-1'], call: (id) => client.jobs.cancel(id) },
  'jobs.report': { ids: ['j-1'], call: (id) => client.jobs.report(id).next() },
  'jobs.wait': { ids: ['j-1'], call: (id) => client.jobs.wait(id) },
  'models.list': 'none',
  'models.upload': 'none',
  'models.download': { ids: ['things'], call: (name) => client.models.download(name, 1) },
  'models.delete': { ids: ['things'], call: (name) => client.models.delete(name, 1) },
  'models.aliases': 'none',
  'models.setAlias': { ids: ['canary'], call: (alias) => client.models.setAlias(alias, 'things/1') },
  'models.rollBackAlias': { ids: ['canary'], call: (alias) => client.models.rollBackAlias(alias) },
  'models.removeAlias': { ids: ['canary'], call: (alias) => client.models.removeAlias(alias) },
  'feedback.record': {
    ids: ['things', 'a'],
    call: (collection, item) => client.feedback.record({ picture: { collection, item }, label: 'a' }),
  },
  'feedback.page': 'none',
  'feedback.list': 'none',
  'feedback.summary': 'none',
  'feedback.get': { ids: [FEEDBACK], call: (id) => client.feedback.get(id) },
  'feedback.picture': { ids: [FEEDBACK], call: (id) => client.feedback.picture(id) },
  'feedback.forget': { ids: [FEEDBACK], call: (id) => client.feedback.forget(id) },
  'drift.get': 'none',
  'drift.example': { ids: [EXAMPLE], call: (id) => client.drift.example(id) },
  audit: 'none',
  'keys.list': 'none',
  'keys.create': 'none',
  'keys.rotate': { ids: ['0f3a5b7c9d1e'], call: (id) => client.keys.rotate(id) },
  'keys.revoke': { ids: ['0f3a5b7c9d1e'], call: (id) => client.keys.revoke(id) },
  'runs.list': 'none',
  'runs.get': { ids: ['r-1'], call: (id) => client.runs.get(id) },
  'runs.start': 'none',
  'runs.stop': { ids: ['r-1'], call: (id) => client.runs.stop(id) },
  'runs.resume': { ids: ['r-1'], call: (id) => client.runs.resume(id) },
  'data.list': 'none',
  // Names may be nearly anything: check-id.test.ts has what they may not.
  'data.upload': 'none',
  'data.check': 'none',
  'data.delete': 'none',
  'runs.curves': { ids: ['r-1'], call: (id) => client.runs.curves([id]) },
  'runs.labelIssues': { ids: ['r-1'], call: (id) => client.runs.labelIssues(id) },
  'runs.log': { ids: ['r-1'], call: (id) => client.runs.log(id) },
  'runs.metrics': { ids: ['r-1'], call: (id) => client.runs.metrics(id) },
  'runs.follow': { ids: ['r-1'], call: (id) => client.runs.follow(id).next() },
  'runs.eventsUrl': { ids: ['r-1'], call: (id) => client.runs.eventsUrl(id) },
};

function methodsOf(object: object, prefix = ''): string[] {
  return Object.entries(object).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'function') return [`${prefix}${name}`];
    return typeof value === 'object' && value !== null ? methodsOf(value, `${prefix}${name}.`) : [];
  });
}

/** What a call throws or rejects with. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

const taking = Object.entries(METHODS).flatMap(([name, method]) => (method === 'none' ? [] : [{ name, ...method }]));

it('knows every method of the client', () => {
  expect(methodsOf(client satisfies SupconClient).sort()).toEqual(Object.keys(METHODS).sort());
});

it.each(taking)('$name is let through with ids that are some', async ({ ids, call }) => {
  expect(await errorOf(() => call(...ids))).toBeUndefined();
});

it.each(taking.flatMap(({ name, ids, call }) => ids.map((_, nth) => ({ name, nth, ids, call }))))(
  '$name sends nothing where its id $nth is none',
  async ({ nth, ids, call }) => {
    for (const bad of [
      '..',
      '.',
      '',
      '%2e%2e',
      '/',
      'a/',
      '/a',
      'a//b',
      'a/../b',
      'a/..',
      '\\',
      'a?b',
      'a#b',
      ' ',
      'a b',
      '-a',
      'a\u200bb',
      'a\n',
      'x'.repeat(129),
      '../../evil',
    ]) {
      requests.length = 0;
      const error = await errorOf(() => call(...ids.map((id, index) => (index === nth ? bad : id))));
      expect({ bad, error: error instanceof BadRequestError && error.code, requests }).toEqual({ bad, error: 'BAD_REQUEST', requests: [] });
    }
  },
);

it('refuses labels that are empty, too long, or would be taken out of an address', async () => {
  for (const bad of ['', ' ', '.', '..', 'x'.repeat(201)])
    for (const call of [() => client.classes.remove(bad), () => client.classes.add(bad, [image])]) {
      requests.length = 0;
      expect([bad, (await errorOf(call)) instanceof BadRequestError, requests]).toEqual([bad, true, []]);
    }
  requests.length = 0;
  await client.classes.remove('a/b ä');
  expect(requests).toEqual(['DELETE /base/v1/classes/a%2Fb%20%C3%A4']);
});

it.each([
  ['Äpfel/süß.jpg', '%C3%84pfel%2Fs%C3%BC%C3%9F.jpg'],
  ['cafe\u0301', 'caf%C3%A9'],
  ['りんご/1', '%E3%82%8A%E3%82%93%E3%81%94%2F1'],
  ['a:b', 'a%3Ab'],
])('puts the id %s into an address as one part of it', async (id, part) => {
  requests.length = 0;
  await client.items.get('things', id);
  await client.items.delete('things', id);
  await client.items.patch('things', id, { label: 'b' });
  const path = `/base/v1/collections/things/items/${part}`;
  expect(requests).toEqual([`GET ${path}`, `DELETE ${path}`, `PATCH ${path}`]);
  expect(client.items.thumbnailUrl('things', id)).toBe(`http://127.0.0.1:9${path}/thumbnail`);
});

it('refuses to search by an item that can be none', async () => {
  requests.length = 0;
  expect(await errorOf(() => client.search('things', { itemId: '..' }))).toBeInstanceOf(BadRequestError);
  expect(requests).toEqual([]);
});
