import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readArtifact } from '../src/artifact/index.js';
import { createRng } from '../src/rng.js';

const KILLS = 6;
const program = fileURLToPath(new URL('write-artifacts-forever.ts', import.meta.url));

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-crash-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Kills the program `milliseconds` after its first artifact. @returns the last version it reported. */
async function writeThenKill(first: number, milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, home, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let last = first - 1;
  for await (const line of createInterface(child.stdout)) {
    if (last < first) setTimeout(() => child.kill('SIGKILL'), milliseconds);
    last = Number(line);
  }
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  return last;
}

it(`loses no artifact it has reported and shows no half of one, killed ${KILLS} times`, async () => {
  const rng = createRng(1, 'kills');
  let last = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    last = await writeThenKill(last + 1, rng.between(0, 300));
    const shown = (await readdir(path.join(home, 'pets'))).filter((name) => !name.startsWith('.'));
    for (const version of shown) expect((await readArtifact(path.join(home, 'pets', version))).manifest.version).toBe(Number(version));
    const newest = Math.max(...shown.map(Number));
    expect(newest).toBeGreaterThanOrEqual(last);
    last = newest;
    expect(shown).toHaveLength(last);
  }
});
