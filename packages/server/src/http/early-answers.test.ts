import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { write } from '../../test/raw-request.js';
import { raw, startTestServer, type TestServer } from '../../test/test-server.js';

const KEY = 'a-key-of-more-than-16-characters';
const MIB = 1024 * 1024;

/** Writes all of a request before it looks at anything that comes back, as simple clients do. @returns the status line, empty where the connection broke. */
async function sendBlindly(url: string, head: string, bytes: number): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined).pause();
  await once(socket, 'connect');
  await write(socket, head);
  const piece = Buffer.alloc(64 * 1024);
  const sent = /chunked/.test(head) ? Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]) : piece;
  for (let left = bytes; left > 0 && !socket.destroyed; left -= piece.length) await write(socket, sent);
  if (sent !== piece) await write(socket, '0\r\n\r\n');
  return readAll(socket);
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (data) => (text += data.toString('latin1'))).resume();
  if (!socket.closed) await once(socket, 'close');
  return text.split('\r\n', 1)[0]!;
}

const head = (address: string, headers: string): string => `POST ${address} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n\r\n`;

describe('a refusal that comes before the body was read', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startTestServer({ settings: { SUPCON_UPLOAD_BYTES: '100000', SUPCON_API_KEY: KEY } })));
  afterAll(() => server.close());

  const bytes = 24 * MIB;
  it.each([
    ['announced as too long', '/v1/classify', `X-Api-Key: ${KEY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${bytes}`, 413],
    ['too long without a word', '/v1/classify', `X-Api-Key: ${KEY}\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked`, 413],
    [
      'a form announced as too long',
      '/v1/embed',
      `X-Api-Key: ${KEY}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${bytes}`,
      413,
    ],
    [
      'too long for JSON',
      '/v1/collections/c/search',
      `X-Api-Key: ${KEY}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked`,
      413,
    ],
    ['without a key', '/v1/classify', `Content-Type: image/jpeg\r\nContent-Length: ${bytes}`, 401],
    ['of a type that nothing takes', '/v1/classify', `X-Api-Key: ${KEY}\r\nContent-Type: text/plain\r\nContent-Length: ${bytes}`, 415],
    [
      'compressed',
      '/v1/classify',
      `X-Api-Key: ${KEY}\r\nContent-Type: image/jpeg\r\nContent-Encoding: br\r\nContent-Length: ${bytes}`,
      415,
    ],
    [
      'to an address that does not take it',
      '/v1/aliases',
      `X-Api-Key: ${KEY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${bytes}`,
      405,
    ],
  ])('reaches a client that reads only when it has sent everything: %s', async (_what, address, headers, status) => {
    for (let time = 0; time < 3; time++) expect(await sendBlindly(server.url, head(address, headers), bytes)).toContain(` ${status} `);
  });

  it('is not waited for without end: a client that goes on for ever is cut off', async () => {
    const headers = `X-Api-Key: ${KEY}\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked`;
    await sendBlindly(server.url, head('/v1/classify', headers), 100_000 * MIB);
    expect((await server.ask('GET', '/livez')).status).toBe(200);
  });

  it('is there at once for a client that stops, and the connection closes soon', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(head('/v1/classify', `X-Api-Key: ${KEY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${bytes}`));
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString('latin1')).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*"code":"PAYLOAD_TOO_LARGE"/i);
    expect(await readAll(socket)).toBe('');
  });
});

describe('clients that send slowly', () => {
  it('are cut off with 408, and others are answered meanwhile', async () => {
    const server = await startTestServer();
    const slow: Socket[] = [];
    for (let n = 0; n < 4; n++) {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      socket.on('error', () => undefined).pause();
      socket.write(
        head(
          n % 2 ? '/v1/classify' : '/v1/collections/c/search',
          `Content-Type: ${n % 2 ? 'image/jpeg' : 'application/json'}\r\nContent-Length: 500000`,
        ),
      );
      socket.write(Buffer.alloc(400_000));
      slow.push(socket);
    }
    expect((await server.ask('POST', '/v1/classify', raw(await makePicture(1)))).status).toBe(200);
    expect(await Promise.all(slow.map(readAll))).toEqual(Array(4).fill('HTTP/1.1 408 Request Timeout'));
    await server.close();
  });
});
