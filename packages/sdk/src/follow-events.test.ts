import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createSupconClient, SupconAbortError, SupconConnectionError, type RunEvent } from './index.js';

let close: () => void = () => undefined;
afterEach(() => close());

/** A log of epochs that a server streams from an offset on; each connection may do something else. */
async function serve(connections: readonly ((response: ServerResponse, from: number) => void)[]) {
  const asked: { readonly offset: number; readonly key: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const from = Number(new URL(request.url!, 'http://x').searchParams.get('offset'));
    asked.push({ offset: from, key: request.headers.authorization });
    connections[Math.min(asked.length, connections.length) - 1]!(response, from);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => server.close().closeAllConnections();
  return { asked, client: createSupconClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey: 'a-key' }) };
}

const LENGTH = 10;
const begin = (response: ServerResponse): void =>
  void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\nretry: 1\n\n');
const epoch = (n: number): string => `id: ${n * LENGTH}\ndata: ${JSON.stringify({ type: 'epoch', epoch: n })}\n\n`;
const upTo = (response: ServerResponse, from: number, to: number): void => {
  begin(response);
  // Cut in the middle of a line now and then, as a network does.
  for (let n = from / LENGTH + 1; n <= to; n++) for (const part of epoch(n).match(/.{1,7}|\n/g)!) response.write(part);
};
const whole = (response: ServerResponse, from: number): void => {
  upTo(response, from, 9);
  response.end('event: end\ndata: {}\n\n');
};

async function epochs(events: AsyncIterable<{ event: RunEvent; offset: number }>): Promise<number[]> {
  const found: number[] = [];
  for await (const { event, offset } of events) {
    expect(event.type === 'epoch' && event.epoch * LENGTH).toBe(offset);
    found.push(offset / LENGTH);
  }
  return found;
}
const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9];

it('gives every event once, also where connections break off, and carries the key', async () => {
  const { client, asked } = await serve([
    (response, from) => {
      upTo(response, from, 3);
      setTimeout(() => response.destroy(), 20);
    },
    (response) => response.destroy(),
    (response, from) => {
      upTo(response, from, 5);
      response.end();
    },
    whole,
  ]);
  expect(await epochs(client.runs.follow('r-1'))).toEqual(NINE);
  expect(asked.map(({ offset }) => offset)).toEqual([0, 30, 30, 50]);
  expect(asked.every(({ key }) => key === 'Bearer a-key')).toBe(true);
});

it('begins at an offset, and gives nothing of a run that has ended there', async () => {
  const { client } = await serve([whole, (response) => response.writeHead(204).end()]);
  expect(await epochs(client.runs.follow('r-1', { offset: 70 }))).toEqual([8, 9]);
  expect(await epochs(client.runs.follow('r-1', { offset: 90 }))).toEqual([]);
});

it('takes a connection that says nothing for lost', async () => {
  const { client, asked } = await serve([(response, from) => upTo(response, from, 2), whole]);
  expect(await epochs(client.runs.follow('r-1', { silenceMs: 100 }))).toEqual(NINE);
  expect(asked.map(({ offset }) => offset)).toEqual([0, 20]);
});

it('gives up where connections go on breaking off without having brought anything', async () => {
  const { client, asked } = await serve([(response) => (begin(response), response.end())]);
  await expect(epochs(client.runs.follow('r-1', { retries: 1 }))).rejects.toThrow(
    /the events broke off 2 times: the stream ended in the middle/,
  );
  await expect(epochs(client.runs.follow('r-1', { retries: 0 }))).rejects.toBeInstanceOf(SupconConnectionError);
  expect(asked).toHaveLength(3);
});

it('says what the server says, and does not ask again', async () => {
  const { client, asked } = await serve([
    (response) =>
      response
        .writeHead(404, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ code: 'RUN_NOT_FOUND', detail: 'none', requestId: 'r' })),
  ]);
  await expect(epochs(client.runs.follow('nobody'))).rejects.toMatchObject({ status: 404, code: 'RUN_NOT_FOUND' });
  expect(asked).toHaveLength(1);
});

it('ends when the caller aborts, and closes the connection when the caller stops', async () => {
  let closed = 0;
  const { client } = await serve([
    (response, from) => {
      response.on('close', () => closed++);
      upTo(response, from, 2);
    },
  ]);
  const stop = new AbortController();
  const following = epochs(client.runs.follow('r-1', { signal: stop.signal }));
  setTimeout(() => stop.abort(), 50);
  await expect(following).rejects.toBeInstanceOf(SupconAbortError);
  for await (const { offset } of client.runs.follow('r-1')) if (offset === 20) break;
  await expect.poll(() => closed).toBe(2);
});
