import { expect, it } from 'vitest';
import { createSupconClient, NotFoundError } from './index.js';
import { asCalls, createRecognise, Transport } from './parts.js';
import { mockSupcon, problemAnswer } from './testing.js';

const picture = new Blob(['GIF89a'], { type: 'image/gif' });
const clientOf = (...answers: Parameters<typeof mockSupcon>) =>
  createSupconClient({ baseUrl: 'http://supcon.test', fetch: mockSupcon(...answers).fetch, retries: 1 });

it('gives what a call gives with the answer that it came in', async () => {
  const supcon = clientOf();
  const { data, status, headers, requestId } = await supcon.classify(picture).withResponse();
  expect(data.predictions.length).toBeGreaterThan(0);
  expect([status, requestId, headers.get('x-request-id')]).toEqual([200, 'mock-1', 'mock-1']);
});

it('knows the answer of lists that came in something, of nothing, and of a picture', async () => {
  const supcon = clientOf({
    'GET /v1/collections/{collection}/items/{id}/thumbnail': () => new Response('JPEG', { headers: { etag: '"7"' } }),
  });
  const lists = await supcon.models.list().withResponse();
  expect([Array.isArray(lists.data), lists.status]).toEqual([true, 200]);
  expect(await supcon.items.delete('album', 'a').withResponse()).toMatchObject({ data: undefined, status: 204 });
  const { data, headers } = await supcon.items.thumbnail('album', 'a').withResponse();
  expect([await data.text(), headers.get('etag')]).toEqual(['JPEG', '"7"']);
});

it('gives calls at the same time each its own answer, and of several tries the last', async () => {
  let asked = 0;
  const supcon = clientOf({
    'GET /v1/collections/{collection}': async (request: Request) => {
      if (asked++ === 0) return problemAnswer(503, 'TOO_BUSY', 'full', { 'retry-after-ms': '0' });
      const name = new URL(request.url).pathname.split('/').at(-1)!;
      await new Promise((resolve) => setTimeout(resolve, name === 'a' ? 5 : 1));
      return Response.json({ name, aliases: [] }, { headers: { 'x-request-id': name } });
    },
  });
  const names = ['a', 'b', 'c'];
  const answers = await Promise.all(names.map((name) => supcon.collections.get(name).withResponse()));
  expect(answers.map(({ data, status, requestId }) => [data.name, status, requestId])).toEqual(names.map((name) => [name, 200, name]));
});

it('rejects as the call does, and leaves no rejection that nobody hears', async () => {
  const supcon = clientOf({ 'GET /v1/runs/{id}': problemAnswer(404, 'RUN_NOT_FOUND', 'there is none') });
  const call = supcon.runs.get('r-1');
  await expect(call.withResponse()).rejects.toBeInstanceOf(NotFoundError);
  await expect(supcon.runs.get('..').withResponse()).rejects.toThrow(/is no run id/);
});

it('tells the client’s own listener once of every try', async () => {
  const heard: string[] = [];
  const supcon = createSupconClient({
    baseUrl: 'http://supcon.test',
    fetch: mockSupcon().fetch,
    onCall: ({ operation }) => heard.push(operation!),
  });
  await supcon.live().withResponse();
  await supcon.live();
  expect(heard).toEqual(['GET /livez', 'GET /livez']);
});

it('is there for a client in parts', async () => {
  const transport = new Transport({ baseUrl: 'http://supcon.test', fetch: mockSupcon().fetch });
  expect((await asCalls(createRecognise, transport).embed(picture).withResponse()).status).toBe(200);
});
