import { expect, it } from 'vitest';
import { createSupconClient, NotFoundError, ServiceBusyError, type SupconClient } from './index.js';
import { mockSupcon, problemAnswer, type MockSupcon } from './testing.js';

const picture = new Blob(['GIF89a'], { type: 'image/gif' });

function start(...answers: Parameters<typeof mockSupcon>): { readonly supcon: SupconClient; readonly mock: MockSupcon } {
  const mock = mockSupcon(...answers);
  return { mock, supcon: createSupconClient({ baseUrl: 'http://supcon.test/below', fetch: mock.fetch, retries: 0 }) };
}

it('answers as the description shows', async () => {
  const { supcon, mock } = start();
  expect((await supcon.classify(picture)).predictions.length).toBeGreaterThan(0);
  expect(await supcon.items.get('album', 'a/b')).toHaveProperty('thumbnailUrl');
  await expect(supcon.items.delete('album', 'a')).resolves.toBeUndefined();
  await expect(supcon.items.purge('album', 'a')).resolves.toMatchObject({ state: 'erasing', ids: ['apple-0007'] });
  expect(mock.requests.map(({ operation }) => operation)).toEqual([
    'POST /v1/classify',
    'GET /v1/collections/{collection}/items/{id}',
    'DELETE /v1/collections/{collection}/items/{id}',
    'DELETE /v1/collections/{collection}/items/{id}',
  ]);
  expect(await mock.requests[0]!.request.text()).toBe('GIF89a');
});

it('answers what a test wants', async () => {
  let asked = 0;
  const { supcon } = start({
    'GET /v1/models': { models: [] },
    'POST /v1/classify': (request: Request) => ({ predictions: [{ label: new URL(request.url).search, probability: 1 }] }),
    'GET /v1/runs/{id}': problemAnswer(404, 'RUN_NOT_FOUND', 'there is no such run'),
    'GET /v1/collections': () => (asked++ === 0 ? problemAnswer(503, 'TOO_BUSY', 'full', { 'Retry-After': '0' }) : { collections: [] }),
  });
  expect(await supcon.models.list()).toEqual([]);
  expect((await supcon.classify(picture, { topK: 1 })).predictions).toEqual([{ label: '?topK=1', probability: 1 }]);
  for (const time of [1, 2])
    await expect(supcon.runs.get(`r-${time}`)).rejects.toMatchObject({ constructor: NotFoundError, message: 'there is no such run' });
  await expect(supcon.collections.list()).rejects.toBeInstanceOf(ServiceBusyError);
  expect(await supcon.collections.list()).toEqual([]);
});

it('takes no answer for an operation that the API does not have, and ends the events of a run', async () => {
  expect(() => mockSupcon({ 'POST /v1/clasify': {} } as object)).toThrow(/the API has no operation 'POST \/v1\/clasify'/);
  for await (const { event } of start().supcon.runs.follow('r-1')) expect(event).toBeUndefined();
});

it('lets go of a stream that is not read to its end', async () => {
  const { supcon } = start({ 'GET /v1/collections/{collection}/export': new Response('{"id":"a"}\n{"id":"b"}\n') });
  for (const time of [1, 2])
    for await (const { id } of supcon.items.exportAll('album'))
      if (id === 'a') break;
      else expect(time).toBe(0);
});

it('knows no address that the API does not have', async () => {
  const { mock } = start();
  const answer = await mock.fetch(new Request('http://supcon.test/v2/classify', { method: 'POST' }));
  expect([answer.status, mock.requests]).toEqual([404, []]);
});
