import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { spawnServer, startServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

/** Longer than a test may take: what is waited for so long hangs. */
const NEVER_CUT = { SUPCON_DRAIN_MS: '600000' };

describe('a server that is told to stop', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'supcon-stop-'));
    await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('answers every request of clients that go on, and ends with 0', async () => {
    const server = await startServerProcess(home, NEVER_CUT);
    const { hostname, port } = new URL(server.url);
    const picture = await makePicture(1);
    const classify = (agent: Agent): Promise<string> =>
      new Promise((resolve) => {
        request(
          { hostname, port, agent, method: 'POST', path: '/v1/classify', headers: { 'content-type': 'image/png' } },
          (response) => void response.resume().on('end', () => resolve(`${response.statusCode} ${response.headers.connection}`)),
        )
          .on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)))
          .end(picture);
      });
    const clients = Array.from({ length: 24 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const answers: string[] = [];
      while (answers.at(-1) !== 'ECONNREFUSED') answers.push(await classify(agent));
      agent.destroy();
      return answers;
    });
    await sleep(500);
    expect(await server.end('SIGTERM')).toBe(0);
    const answers = (await Promise.all(clients)).flat();
    expect(answers).toContain('200 close');
    expect(answers.filter((answer) => !['200 keep-alive', '200 close', 'ECONNREFUSED'].includes(answer))).toEqual([]);
  });

  it('waits for no reader of an event stream that is behind, whether it has left or not', async () => {
    const run = path.join(home, 'runs', 'live');
    await mkdir(run, { recursive: true });
    const line = `${JSON.stringify({ type: 'epoch', epoch: 1, note: 'x'.repeat(2000) })}\n`;
    await writeFile(path.join(run, 'metrics.jsonl'), line.repeat(5000));
    const server = await startServerProcess(home, NEVER_CUT);
    const { hostname, port } = new URL(server.url);
    const readers = [0, 1].map(() => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined).pause();
      socket.write('GET /v1/runs/live/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
      return socket;
    });
    // Until the server has filled what the system holds for each of them.
    await sleep(1000);
    readers[0]!.destroy();
    await sleep(200);
    expect(await server.end('SIGTERM')).toBe(0);
    readers[1]!.destroy();
  });

  it('stops in order while it starts', async () => {
    const fresh = await mkdtemp(path.join(tmpdir(), 'supcon-stop-'));
    try {
      const child = spawnServer(fresh, NEVER_CUT);
      const exited = once(child, 'exit') as Promise<[number | null]>;
      await expect.poll(() => stat(path.join(fresh, 'server')).catch(() => undefined), { interval: 5, timeout: 20_000 }).toBeTruthy();
      child.kill('SIGTERM');
      expect((await exited)[0]).toBe(0);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  });
});
