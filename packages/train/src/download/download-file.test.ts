import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TrainError } from '../errors.js';
import { downloadFile, type DownloadOptions } from './download-file.js';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919 + (i >> 8)) & 255));
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const sha256 = digestOf(content);

let server: Server;
let origin: string;
let folder: string;
/** What the server does with request number `index`. */
let answer: (request: IncomingMessage, response: ServerResponse, index: number) => void;
let requests: { readonly range: string | undefined; readonly ifRange: string | undefined }[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    requests.push({ range, ifRange: ifRange as string | undefined });
    answer(request, response, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supcon-download-'));
  requests = [];
  answer = serveRanges;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Served {
  readonly body?: Buffer;
  readonly etag?: string;
  /** Breaks the connection after so many bytes. */
  readonly cutAfter?: number;
}

function serveRanges(request: IncomingMessage, response: ServerResponse, _index = 0, options: Served = {}): void {
  const { body = content, etag = '"v1"', cutAfter } = options;
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const ifRange = request.headers['if-range'];
  const start = from !== undefined && (ifRange === undefined || ifRange === etag) ? Number(from) : 0;
  if (start >= body.length) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    return;
  }
  const rest = body.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': rest.length,
    etag,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {}),
  });
  if (cutAfter === undefined) response.end(rest);
  else cut(response, rest.subarray(0, cutAfter), start);
}

/** Breaks the connection once all of `bytes` has come through: what is still on its way would be lost. */
function cut(response: ServerResponse, bytes: Buffer, start: number): void {
  response.write(bytes);
  const timer = setInterval(() => {
    const { size = 0 } = statSync(join(folder, 'sub', 'weights.bin.part'), { throwIfNoEntry: false }) ?? {};
    if (size < start + bytes.length) return;
    clearInterval(timer);
    response.destroy();
  }, 2);
}

const download = (options: Partial<DownloadOptions> = {}) =>
  downloadFile({ url: `${origin}/weights.bin`, path: join(folder, 'sub', 'weights.bin'), backoffMs: 1, ...options });

const failure = async (options: Partial<DownloadOptions> = {}): Promise<TrainError> => {
  const error: unknown = await download(options).catch((reason: unknown) => reason);
  if (!(error instanceof TrainError)) throw new Error('expected a TrainError', { cause: error });
  return error;
};

/** Leaves the first 100,000 bytes as an attempt that was cut off. */
async function cutOff(options: Served = {}): Promise<void> {
  answer = (request, response, index) => {
    serveRanges(request, response, index, { ...options, cutAfter: 100_000 });
  };
  await failure({ attempts: 1 });
  expect((await readdir(join(folder, 'sub'))).sort()).toEqual(['weights.bin.part', 'weights.bin.part.json']);
  requests = [];
  answer = serveRanges;
}

describe('downloadFile', () => {
  it('writes the file, leaves nothing else behind, and tells how far it is', async () => {
    const seen: [number, number | undefined][] = [];
    const got = await download({ sha256, bytes: content.length, onProgress: (done, total) => seen.push([done, total]) });
    expect(got).toEqual({ path: join(folder, 'sub', 'weights.bin'), bytes: content.length, sha256, reused: false });
    expect((await readFile(got.path)).equals(content)).toBe(true);
    expect(await readdir(join(folder, 'sub'))).toEqual(['weights.bin']);
    expect(seen.at(-1)).toEqual([content.length, content.length]);
    expect(seen.every(([done], i) => i === 0 || done > seen[i - 1]![0])).toBe(true);
  });

  it('fetches nothing when the file is there, and again when it is another one', async () => {
    await download();
    expect(await download({ sha256 })).toMatchObject({ reused: true, sha256 });
    expect(requests).toHaveLength(1);
    await writeFile(join(folder, 'sub', 'weights.bin'), 'other');
    expect(await download({ sha256 })).toMatchObject({ reused: false, sha256 });
    expect(requests).toHaveLength(2);
  });

  it('goes on after a cut connection with what is missing', async () => {
    answer = (request, response, index) => {
      serveRanges(request, response, index, index < 2 ? { cutAfter: 100_000 } : {});
    };
    const retries: string[] = [];
    const got = await download({ sha256, onRetry: (reason) => retries.push(reason) });
    expect(got.sha256).toBe(sha256);
    expect(retries).toHaveLength(2);
    expect(requests[0]).toEqual({ range: undefined, ifRange: undefined });
    expect(requests[1]?.ifRange).toBe('"v1"');
    const starts = requests.slice(1).map(({ range }) => Number(/bytes=(\d+)-/.exec(range ?? '')?.[1]));
    expect(starts).toEqual([100_000, 200_000]);
  });

  it('goes on in a later call, also without a checksum', async () => {
    await cutOff();
    expect(await download()).toMatchObject({ sha256, bytes: content.length });
    expect(requests).toEqual([{ range: 'bytes=100000-', ifRange: '"v1"' }]);
  });

  it('begins anew when the file has changed in between', async () => {
    await cutOff({ body: Buffer.alloc(content.length, 1), etag: '"v0"' });
    expect(await download()).toMatchObject({ sha256 });
    expect(requests).toEqual([{ range: 'bytes=100000-', ifRange: '"v0"' }]);
  });

  it('begins anew when the beginning turns out to be of another file', async () => {
    // A server that gives every version the same name.
    await cutOff({ body: Buffer.alloc(content.length, 1) });
    expect(await download({ sha256 })).toMatchObject({ sha256 });
    expect(requests.map(({ range }) => range)).toEqual(['bytes=100000-', undefined]);
  });

  it('begins anew for another address', async () => {
    await cutOff();
    expect(await download({ url: `${origin}/other.bin` })).toMatchObject({ sha256 });
    expect(requests).toEqual([{ range: undefined, ifRange: undefined }]);
  });

  it('takes the whole file from a server without ranges', async () => {
    const plain = (cutAfter?: number) => (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-length': content.length });
      if (cutAfter === undefined) response.end(content);
      else cut(response, content.subarray(0, cutAfter), 0);
    };
    answer = plain(50_000);
    await failure({ attempts: 1 });
    answer = plain();
    // Neither version nor checksum: the beginning may be of another file, so it is not even asked for.
    expect(await download()).toMatchObject({ sha256 });
    expect(requests.at(-1)?.range).toBeUndefined();
    await rm(join(folder, 'sub'), { recursive: true });
    answer = plain(50_000);
    await failure({ attempts: 1 });
    answer = plain();
    expect(await download({ sha256 })).toMatchObject({ sha256 });
    expect(requests.at(-1)?.range).toBe('bytes=50000-');
  });

  it('finishes a file that was complete when it was interrupted', async () => {
    await cutOff();
    await writeFile(join(folder, 'sub', 'weights.bin.part'), content);
    expect(await download({ sha256 })).toMatchObject({ sha256 });
    expect(requests).toEqual([{ range: `bytes=${content.length}-`, ifRange: '"v1"' }]);
  });

  it('keeps nothing of a wrong checksum or size', async () => {
    const error = await failure({ sha256: '0'.repeat(64) });
    expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining(sha256) as unknown });
    expect(await readdir(join(folder, 'sub'))).toEqual([]);
    expect((await failure({ bytes: 5 })).message).toContain(`${content.length} bytes, expected 5`);
    expect(await readdir(join(folder, 'sub'))).toEqual([]);
  });

  it('waits out busy servers as they ask, and gives up in the end', async () => {
    answer = (request, response, index) => {
      if (index === 0) response.writeHead(503, { 'retry-after': '0' }).end();
      else if (index === 1) response.writeHead(429).end();
      else serveRanges(request, response);
    };
    const waits: number[] = [];
    await download({ backoffMs: 4, onRetry: (_, waitMs) => waits.push(waitMs) });
    expect(waits).toEqual([0, 8]);
    await rm(join(folder, 'sub'), { recursive: true });
    answer = (_, response) => void response.writeHead(500).end();
    requests = [];
    expect(await failure({ attempts: 3 })).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringMatching(/500.*3 times/) as unknown,
    });
    expect(requests).toHaveLength(3);
  });

  it('does not try again what will not change', async () => {
    answer = (_, response) => void response.writeHead(404).end('gone');
    expect(await failure()).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('/weights.bin answers 404') as unknown });
    answer = (_, response) => void response.writeHead(403).end();
    expect(await failure()).toMatchObject({ code: 'DOWNLOAD_FAILED' });
    answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>');
    expect((await failure()).message).toContain('web page');
    expect(requests).toHaveLength(3);
  });

  it('gives up a connection that falls silent', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-length': 10 }).write('abc');
    expect((await failure({ stallMs: 60, attempts: 2 })).message).toContain('no byte in 0.06 s');
    expect(requests).toHaveLength(2);
    answer = () => undefined;
    expect((await failure({ stallMs: 60, attempts: 1 })).message).toContain('no byte in 0.06 s');
  });

  it('says what is wrong where nobody listens', async () => {
    const unused = createServer();
    await new Promise<void>((resolve) => unused.listen(0, '127.0.0.1', resolve));
    const { port } = unused.address() as AddressInfo;
    await new Promise((resolve) => unused.close(resolve));
    expect((await failure({ url: `http://127.0.0.1:${port}/x`, attempts: 2 })).message).toContain('ECONNREFUSED');
  });

  it('stops when asked to and goes on later', async () => {
    const controller = new AbortController();
    answer = (_, response) =>
      void response.writeHead(200, { 'content-length': content.length, etag: '"v1"' }).write(content.subarray(0, 1000));
    const onProgress = (): void => {
      controller.abort();
    };
    expect(await failure({ signal: controller.signal, onProgress })).toMatchObject({ code: 'INTERRUPTED' });
    answer = serveRanges;
    expect(await download()).toMatchObject({ sha256 });
    expect(requests.at(-1)?.range).toBe('bytes=1000-');
  });

  it('refuses to write beside another process that downloads the same file', async () => {
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'sub', 'weights.bin.part.json'), JSON.stringify({ url: 'http://x', version: null, pid: process.ppid }));
    expect((await failure()).message).toContain(`process ${process.ppid}`);
  });

  it('explains what the disk refuses', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await failure({ path: join(folder, 'file', 'x') })).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('is a file, not a folder') as unknown,
    });
    await mkdir(join(folder, 'directory'));
    expect((await failure({ path: join(folder, 'directory') })).message).toContain('is not a file');
    // /dev/full answers every write as a full disk does.
    await mkdir(join(folder, 'full'));
    await symlink('/dev/full', join(folder, 'full', 'x.part'));
    await writeFile(
      join(folder, 'full', 'x.part.json'),
      JSON.stringify({ url: `${origin}/weights.bin`, version: '"v1"', pid: process.pid }),
    );
    expect((await failure({ path: join(folder, 'full', 'x') })).message).toContain('the disk is full');
  });

  it('explains a folder that must not be written to', async () => {
    // Linux lets nobody create files there, root included.
    expect((await failure({ path: '/sys/kernel/weights/x' })).message).toContain('not allowed');
  });

  it('refuses addresses and checksums that are none', async () => {
    for (const url of ['file:///etc/passwd', 'data:,x', 'weights.bin']) expect(await failure({ url })).toMatchObject({ code: 'USAGE' });
    expect(await failure({ sha256: 'abc' })).toMatchObject({ code: 'USAGE' });
    expect(requests).toHaveLength(0);
  });
});
