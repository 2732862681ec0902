import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServerProcess, type ServerProcess } from '../../../test/server-process.js';
import { makeTinyArtifact } from '../../../test/tiny-artifact.js';

const MIB = 2 ** 20;
/** Of a body in chunks of one byte. As a Buffer of its own each of them takes some 350 bytes: together 350 MiB. */
const CHUNKS = MIB;
const BOUND = 150 * MIB;

/** Resident memory of a process, bytes. */
function residentMemory(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

describe('bodies in chunks of one byte', () => {
  let folder: string;
  let server: ServerProcess;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'supcon-chunks-'));
    await makeTinyArtifact(path.join(folder, 'artifacts/tiny/1'));
    server = await startServerProcess(folder);
    await fetch(`${server.url}/v1/collections/c`, { method: 'PUT' });
  });
  afterAll(async () => {
    await server.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  /** @returns the status line. */
  async function send(address: string, contentType: string, head: string, chunks: number, byte: string): Promise<string> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += data.toString('latin1'))).on('error', () => undefined);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(
      `POST ${address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: ${contentType}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    if (head !== '') socket.write(`${head.length.toString(16)}\r\n${head}\r\n`);
    const block = `1\r\n${byte}\r\n`.repeat(4096);
    for (let sent = 0; sent < chunks && !socket.destroyed; sent += 4096)
      if (!socket.write(block, 'latin1'))
        await Promise.race([new Promise<void>((resolve) => socket.once('drain', () => resolve())), closed]);
    socket.end('0\r\n\r\n');
    await closed;
    return answer.split('\r\n', 1)[0]!;
  }

  it.each([
    ['a picture', '/v1/classify', 'image/jpeg', '', CHUNKS, 'HTTP/1.1 413'],
    [
      'a picture in a form',
      '/v1/embed',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n',
      CHUNKS,
      'HTTP/1.1 413',
    ],
    ['JSON', '/v1/collections/c/search', 'application/json', '{"itemId":"', 900_000, 'HTTP/1.1 413'],
  ])(
    'of %s take memory for their bytes, not for each chunk, and the server goes on answering',
    async (_what, address, type, head, chunks, status) => {
      const before = residentMemory(server.child.pid!);
      let [peak, slowest] = [before, 0];
      const sending = send(address, type, head, chunks, 'x');
      const state = { done: false };
      void sending.finally(() => (state.done = true));
      while (!state.done) {
        const began = performance.now();
        expect((await fetch(`${server.url}/livez`)).status).toBe(200);
        slowest = Math.max(slowest, performance.now() - began);
        peak = Math.max(peak, residentMemory(server.child.pid!));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      // Nothing, where the connection was reset before the answer was read.
      expect(['', `${status} Payload Too Large`]).toContain(await sending);
      expect(peak - before).toBeLessThan(BOUND);
      expect(slowest).toBeLessThan(5000);
    },
  );
});
