import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBody } from './read-body.js';
import { createUploadAccount, type UploadAccount } from './upload-account.js';

const LIMIT = 100_000;

let server: Server;
let account: UploadAccount;
/** The most that was held at once. */
let peak: number;
/** Bytes a second that have to come. */
let leastRate: number;
/** What became of each request. */
let outcomes: Promise<Buffer | string>[];
beforeEach(async () => {
  account = createUploadAccount(3.7 * LIMIT);
  peak = 0;
  leastRate = 0;
  outcomes = [];
  server = createServer((request, response) => {
    const claim = account.open(response, 'somebody');
    const watched: typeof claim = {
      ...claim,
      hold: (bytes) => {
        claim.hold(bytes);
        peak = Math.max(peak, account.held);
      },
    };
    const read = readBody(request, { limit: LIMIT, claim: watched, tooLarge: 'too large', leastRate: () => leastRate });
    outcomes.push(read.catch((error: unknown) => (error as { code: string }).code));
    read.then(
      (body) => response.end(body),
      () => response.writeHead(400, { connection: 'close' }).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(
  () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
);

async function open(headers: string): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`);
  return socket;
}
const chunked = (sizes: readonly number[]): string => sizes.map((size) => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`).join('');
const settled = async (): Promise<Buffer | string> => {
  await expect.poll(() => outcomes.length).toBeGreaterThan(0);
  return outcomes.at(-1)!;
};

describe('readBody', () => {
  it.each([
    ['none', []],
    ['one', [1]],
    ['many of one byte', Array<number>(50_000).fill(1)],
    ['some of every size', [1, 70_000, 3, 20_000, 1]],
    ['exactly as many as allowed', [LIMIT - 1, 1]],
  ])('gives the bytes of a body in chunks: %s', async (_what, sizes) => {
    const socket = await open('Transfer-Encoding: chunked');
    socket.write(`${chunked(sizes)}0\r\n\r\n`);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect((await settled()).toString()).toBe('x'.repeat(total));
    // Twice what came, and both pieces while one was copied into the other.
    expect(peak).toBeLessThanOrEqual(Math.max(16_384, 3 * total));
    await expect.poll(() => account.held).toBe(0);
  });

  it.each([
    ['a chunk beyond the limit', 'Transfer-Encoding: chunked', chunked([LIMIT, 1]), 'PAYLOAD_TOO_LARGE'],
    [
      'many small chunks beyond the limit',
      'Transfer-Encoding: chunked',
      chunked(Array<number>(LIMIT / 10 + 1).fill(10)),
      'PAYLOAD_TOO_LARGE',
    ],
    ['a multitude of chunks of one byte', 'Transfer-Encoding: chunked', chunked(Array<number>(65_537).fill(1)), 'PAYLOAD_TOO_LARGE'],
    ['a connection that ends within the body', 'Content-Length: 5000', 'x'.repeat(4000), 'BAD_REQUEST'],
    ['a connection that ends within the chunks', 'Transfer-Encoding: chunked', chunked([4000]), 'BAD_REQUEST'],
    ['chunks that are none', 'Transfer-Encoding: chunked', `${chunked([4000])}zzz\r\n`, 'BAD_REQUEST'],
    ['a connection that ends before the body', 'Content-Length: 5000', '', 'BAD_REQUEST'],
  ])('refuses %s and holds nothing afterwards', async (_what, headers, body, code) => {
    const socket = await open(headers);
    socket.write(body);
    await expect.poll(() => outcomes.length).toBe(1);
    if (code === 'BAD_REQUEST' && !body.endsWith('zzz\r\n')) {
      if (body !== '') await expect.poll(() => account.held).toBeGreaterThan(0);
      socket.destroy();
    }
    expect(await settled()).toBe(code);
    await expect.poll(() => account.held).toBe(0);
  });

  it('refuses a body when others hold all the memory there is, and takes it when they are gone', async () => {
    const others: Socket[] = [];
    for (let n = 1; n <= 3; n++) {
      const other = await open('Transfer-Encoding: chunked');
      others.push(other);
      other.write(chunked([99_000]));
      await expect.poll(() => account.held).toBeGreaterThanOrEqual(n * 99_000);
    }
    const before = account.held;
    const refused = await open('Transfer-Encoding: chunked');
    refused.write(chunked([99_000]));
    await expect.poll(() => outcomes.length).toBe(4);
    expect(await settled()).toBe('TOO_BUSY');
    expect(account.held).toBe(before);
    for (const other of others) other.destroy();
    await expect.poll(() => account.held).toBe(0);
    const again = await open('Transfer-Encoding: chunked');
    again.write(`${chunked([90_000])}0\r\n\r\n`);
    await expect.poll(() => outcomes.length).toBe(5);
    expect((await settled()).length).toBe(90_000);
    await expect.poll(() => account.held).toBe(0);
  });

  it('refuses a body that stops coming, and one that goes on too slowly, but not one that is fast enough', async () => {
    leastRate = 1000;
    const [stopped, slow, fast] = [
      await open('Content-Length: 99000'),
      await open('Content-Length: 99000'),
      await open('Content-Length: 99000'),
    ];
    for (const socket of [stopped, slow, fast]) socket.write('x'.repeat(70_000));
    let left = 29_000;
    const dripping = setInterval(() => {
      slow.write('x');
      fast.write('x'.repeat(1000));
      left -= 1000;
    }, 500);
    await expect.poll(() => outcomes.length).toBe(3);
    expect(await Promise.all(outcomes.slice(0, 2))).toEqual(['TOO_SLOW', 'TOO_SLOW']);
    clearInterval(dripping);
    fast.write('x'.repeat(left));
    expect((await settled()).length).toBe(99_000);
    await expect.poll(() => account.held).toBe(0);
  });
});
