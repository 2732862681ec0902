import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exampleAnswer } from '../../test/example-answer.js';
import { createSupconClient, type SupconClient } from '../index.js';

const MOST = 4;
let client: SupconClient;
let close: () => void;
let [running, most, refusals] = [0, 0, 0];

/** A server that has four places and refuses whoever comes when they are taken, as ours does. */
beforeEach(async () => {
  [running, most, refusals] = [0, 0, 0];
  const server = createServer((request, response) => {
    void text(request).then(async () => {
      if (running >= MOST) {
        refusals++;
        response.writeHead(503, { 'retry-after-ms': '5', 'content-type': 'application/problem+json' });
        return response.end(JSON.stringify({ code: 'TOO_BUSY', detail: 'full', requestId: 'r' }));
      }
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 3));
      running--;
      const { status, body } = exampleAnswer(request.method!, request.url!.replace(/\?.*/, ''))!;
      response.writeHead(status, { 'content-type': 'application/json' });
      return response.end(
        JSON.stringify({ ...(body as object), ...(request.url!.includes('encoding=base64') ? { embedding: 'AAAAPwAAAL8=' } : {}) }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => server.close().closeAllConnections();
  client = createSupconClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(() => close());

const picture = new Blob(['GIF89a'], { type: 'image/gif' });

it('classifies 400 pictures on a server with four places, each once, although it is refused at times', async () => {
  const paths = Array.from({ length: 400 }, (_, n) => `photos/${n}.gif`);
  const seen = new Set<string>();
  let last: unknown;
  for await (const { input, value, error } of client.classifyMany(paths, {
    read: () => picture,
    topK: 1,
    onProgress: (each) => (last = each),
  })) {
    expect(error).toBeUndefined();
    expect(value!.predictions.length).toBeGreaterThan(0);
    expect(seen.has(input)).toBe(false);
    seen.add(input);
  }
  expect(seen.size).toBe(400);
  expect(last).toEqual({ done: 400, failed: 0, total: 400 });
  expect([most, refusals > 0]).toEqual([MOST, true]);
});

it('says of one that cannot be read what is wrong, and goes on', async () => {
  const read = (path: string) => (path === 'gone' ? Promise.reject(new Error('ENOENT')) : Promise.resolve(picture));
  const found = [];
  for await (const { input, value, error } of client.embedMany(['a', 'gone', 'b'], { read }))
    found.push([input, value?.embedding, (error as Error | undefined)?.message]);
  expect(found.sort()).toEqual([
    ['a', Float32Array.of(0.5, -0.5), undefined],
    ['b', Float32Array.of(0.5, -0.5), undefined],
    ['gone', undefined, 'ENOENT'],
  ]);
});

it('adds any number of items, from a generator too', async () => {
  function* items() {
    for (let n = 0; n < 20; n++) yield { image: picture, id: n === 7 ? '..' : `item-${n}` };
  }
  const results = [];
  for await (const result of client.items.addMany('things', items(), { concurrency: 3 })) results.push(result);
  expect(results).toHaveLength(20);
  expect(results.filter(({ error }) => error !== undefined).map(({ input }) => input.id)).toEqual(['..']);
});

it('refuses a name that is none before anything is sent', () => {
  expect(() => client.items.addMany('..', [])).toThrow(/is no collection name/);
});
