import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startServerProcess, type ServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

const LINES = 6000;
const D = 32;

let home: string;
let server: ServerProcess | undefined;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-import-'));
});
afterEach(async () => {
  await server?.end('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

interface Job {
  readonly state: string;
  readonly attempts: number;
  readonly progress: { readonly done: number } | null;
  readonly result: unknown;
}
const json = async <T>(address: string, init?: RequestInit): Promise<T> => (await fetch(server!.url + address, init)).json() as Promise<T>;

it('goes on behind a kill -9, adds nothing twice and loses no line', { timeout: 300_000 }, async () => {
  await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
  server = await startServerProcess(home);
  const { encoderHash } = await json<{ encoderHash: string }>('/v1/collections/c', { method: 'PUT' });
  const body = Array.from({ length: LINES }, (_, n) =>
    n % 100 === 7
      ? '{"vector":[1]}\n'
      : `${JSON.stringify({ vector: Array.from({ length: D }, (__, i) => Math.sin(n * 7 + i)), label: String(n) })}\n`,
  ).join('');
  const headers = { 'content-type': 'application/x-ndjson' };
  const { id } = await json<{ id: string }>(`/v1/collections/c/import?encoderHash=${encoderHash}`, { method: 'POST', headers, body });
  const imports = path.join(home, 'server/imports');
  for (let kill = 0; kill < 2; kill++) {
    const states = async (): Promise<number> =>
      (await readdir(imports, { recursive: true })).filter((name) => /report.\d+$/.test(name)).length;
    const before = await states();
    await expect.poll(states, { timeout: 60_000, interval: 5 }).toBeGreaterThan(before);
    await server.end('SIGKILL');
    // The lease of a worker that was killed runs out after half a minute.
    const jobs = new Database(path.join(home, 'server/jobs.sqlite'));
    jobs.prepare("UPDATE jobs SET lease_until = '2000-01-01T00:00:00.000Z' WHERE lease_until IS NOT NULL").run();
    jobs.close();
    server = await startServerProcess(home);
  }
  await expect.poll(async () => (await json<Job>(`/v1/jobs/${id}`)).state, { timeout: 120_000 }).toBe('done');
  const refused = LINES / 100;
  const { result, attempts } = await json<Job>(`/v1/jobs/${id}`);
  expect(result).toEqual({ lines: LINES, added: LINES - refused, unchanged: 0, refused });
  expect(attempts).toBe(3);
  const exported = (await (await fetch(`${server.url}/v1/collections/c/export`)).text()).trim().split('\n');
  expect(exported.map((line) => (JSON.parse(line) as { label: string }).label)).toEqual(
    Array.from({ length: LINES }, (_, n) => String(n)).filter((_, n) => n % 100 !== 7),
  );
  const report = (await (await fetch(`${server.url}/v1/jobs/${id}/report`)).text()).trim().split('\n');
  expect(report.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(Array.from({ length: refused }, (_, n) => 100 * n + 8));
  expect((await readdir(imports, { recursive: true })).filter((name) => name.endsWith('items'))).toEqual([]);
});
