import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SERVER_PROGRAM } from '../../test/server-process.js';

/** Each makes two lines of the log, 300 bytes or more: all together more than a pipe holds. */
const REQUESTS = 500;

describe('a server whose log goes nowhere', () => {
  let home: string;
  beforeEach(async () => (home = await mkdtemp(path.join(tmpdir(), 'supcon-log-'))));
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** Serves with `stderr` as its log until it has answered, then tells it to stop. @returns statuses of the answers, and the exit code. */
  async function serve(stderr: number, during: () => void = () => undefined): Promise<{ statuses: Set<number>; code: number | null }> {
    const { command, args, env } = SERVER_PROGRAM;
    const child = spawn(command, [...args, '--home', home, '--port', '0', '--json'], { env, stdio: ['ignore', 'pipe', stderr] });
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const statuses = new Set<number>();
    for (let n = 0; n < REQUESTS; n += 50) {
      if (n === REQUESTS / 2) during();
      const answers = Array.from({ length: 50 }, async () => {
        const response = await fetch(`${url}/v1/runs/none`);
        await response.arrayBuffer();
        statuses.add(response.status);
      });
      await Promise.all(answers);
    }
    statuses.add((await fetch(`${url}/livez`)).status);
    child.kill('SIGTERM');
    return { statuses, code: (await exited)[0] };
  }
  const answered = { statuses: new Set([404, 200]), code: 0 };

  it('answers and ends with 0 where nobody reads the pipe', async () => {
    const fifo = path.join(home, 'log');
    execFileSync('mkfifo', [fifo]);
    // Open at both ends, read at none.
    const fd = openSync(fifo, 'r+');
    expect(await serve(fd)).toEqual(answered);
    closeSync(fd);
  });

  it('answers and ends with 0 where the reader of the pipe goes away', async () => {
    const fifo = path.join(home, 'log');
    execFileSync('mkfifo', [fifo]);
    const reader = openSync(fifo, 'r+');
    const fd = openSync(fifo, 'w');
    // The child's own end is all that is left.
    expect(await serve(fd, () => [reader, fd].map(closeSync))).toEqual(answered);
  });

  it('answers and ends with 0 where the disk is full', async () => {
    const fd = openSync('/dev/full', 'w');
    expect(await serve(fd)).toEqual(answered);
    closeSync(fd);
  });

  it('has every line in a file that can be written', async () => {
    const file = path.join(home, 'log');
    const fd = openSync(file, 'w');
    expect(await serve(fd)).toEqual(answered);
    closeSync(fd);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(lines.filter((line) => line.startsWith('{') && line.includes('request completed'))).toHaveLength(REQUESTS);
  });
});
