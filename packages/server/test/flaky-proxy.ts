import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRng } from '@supcon/core';

/** What a bad network and the machines in it do to a request: some before it has come through, some after. */
export const FAULTS = [
  'drop before',
  'drop after',
  'cut body',
  'late',
  '429',
  '502 page',
  '503',
  '504 after',
  'wrong json',
  'empty 200',
  'redirect',
] as const;
type Fault = (typeof FAULTS)[number];

/** Answers of something that is not the server, which hears of nothing. */
const INSTEAD: Partial<
  Record<
    Fault | 'none',
    { readonly status: number; readonly type: string; readonly text: string; readonly headers?: Readonly<Record<string, string>> }
  >
> = {
  '429': { status: 429, type: 'text/plain', text: 'slow down', headers: { 'retry-after-ms': '1' } },
  '503': { status: 503, type: 'text/html', text: '<h1>no server</h1>', headers: { 'retry-after': '0' } },
  '502 page': { status: 502, type: 'text/html', text: '<h1>bad gateway</h1>', headers: { 'retry-after-ms': '1' } },
  redirect: { status: 302, type: 'text/plain', text: '', headers: { location: 'http://127.0.0.1:9/' } },
  'wrong json': { status: 200, type: 'application/json', text: '{"hello":"I am another program"}' },
  'empty 200': { status: 200, type: 'application/json', text: '' },
};

/** A proxy before a server that does one of `FAULTS` to some requests, drawn from a seed.
 * @param share of requests that are tampered with, 0..1. */
export async function startFlakyProxy(target: string, { seed, share }: { readonly seed: number; readonly share: number }) {
  const rng = createRng(seed, 'flaky');
  const done = new Map<Fault | 'none', number>();
  let isWell = false;
  const forward = async (
    incoming: IncomingMessage,
    body: Buffer,
  ): Promise<{ readonly answer: IncomingMessage; readonly bytes: Buffer }> => {
    const { method, url, headers } = incoming;
    const { host: _, ...sent } = headers;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(new URL(url!, target), { method, headers: sent }, resolve).on('error', reject).end(body);
    });
    return { answer, bytes: await buffer(answer) };
  };
  const tamper = async (fault: Fault | 'none', incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const instead = INSTEAD[fault];
    if (instead) {
      response.writeHead(instead.status, { 'content-type': instead.type, ...instead.headers }).end(instead.text);
      return;
    }
    if (fault === 'drop before') {
      incoming.socket.destroy();
      return;
    }
    if (fault === 'late') await sleep(30);
    const { answer, bytes } = await forward(incoming, body);
    if (fault === 'drop after') {
      incoming.socket.destroy();
      return;
    }
    if (fault === '504 after') {
      response.writeHead(504, { 'content-type': 'text/plain', 'retry-after-ms': '1' }).end('too late');
      return;
    }
    response.writeHead(answer.statusCode!, answer.headers);
    if (fault === 'cut body' && bytes.length > 1) response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    else response.end(bytes);
  };
  const server = createServer((incoming, response) => {
    const fault = !isWell && rng.uniform() < share ? FAULTS[Math.floor(rng.uniform() * FAULTS.length)]! : 'none';
    done.set(fault, (done.get(fault) ?? 0) + 1);
    tamper(fault, incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How often each fault was done. */
    done,
    /** Lets everything through from now on. */
    mend: () => {
      isWell = true;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
