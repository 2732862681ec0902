import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../pictures.js';
import { startServerProcess, type ServerProcess } from '../server-process.js';
import { makeTinyArtifact } from '../tiny-artifact.js';

/** Whether this user may mount: a file system of its own is the only disk that can be filled without harm. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
const ITEMS = 60;

let disk: string;
let home: string;
let server: ServerProcess | undefined;
beforeAll(async () => {
  disk = mkdtempSync(path.join(tmpdir(), 'supcon-full-'));
  if (!mayMount) return;
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk]);
  home = path.join(disk, 'home');
  mkdirSync(home);
  await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
});
afterAll(async () => {
  await server?.end('SIGKILL');
  if (mayMount) execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

const pad = (): string => path.join(disk, 'pad');
/** Fills the disk, to the last byte but so many. */
function fill(leave = 0): void {
  writeFileSync(pad(), '', { flag: 'a' });
  for (let step = 1 << 20; step >= 1; step = Math.floor(step / 4))
    try {
      for (;;) {
        const { bavail, bsize } = statfsSync(disk);
        if (bavail * bsize - step < leave) break;
        appendFileSync(pad(), Buffer.alloc(step));
      }
    } catch {
      // Full.
    }
}
const makeRoom = (): void => rmSync(pad(), { force: true });

async function ask(method: string, address: string, body?: Buffer): Promise<{ status: number; code: string | undefined }> {
  const response = await fetch(server!.url + address, {
    method,
    ...(body ? { body: new Uint8Array(body), headers: { 'content-type': 'image/png' } } : {}),
  });
  const text = await response.text();
  const code = text.startsWith('{') ? (JSON.parse(text) as { code?: string }).code : undefined;
  return { status: response.status, code };
}

describe.skipIf(!mayMount)('a server whose disk is full (needs the right to mount)', () => {
  it('answers 507 to what adds, goes on reading and deleting, and loses nothing, with the reserve and without it', async () => {
    const pictures = await Promise.all(Array.from({ length: 4 }, (_, i) => makePicture(i)));
    // Without the reserve every write is let through until the disk itself refuses.
    server = await startServerProcess(home, { SUPCON_FREE_DISK_BYTES: '0' });
    for (const name of ['a', 'b', 'c', 'd']) expect((await ask('PUT', `/v1/collections/${name}`)).status).toBe(201);
    for (let i = 0; i < ITEMS; i++)
      for (const name of ['a', 'b', 'c'])
        expect((await ask('POST', `/v1/collections/${name}/items?id=i${i}`, pictures[i % 4])).status).toBe(201);
    const acked = new Set<string>(Array.from({ length: ITEMS }, (_, i) => `i${i}`));
    const seen = new Map<number, number>();
    for (let leave = 40_000; leave >= 0; leave -= 4000) {
      fill(leave);
      for (let i = 0; i < 6; i++) {
        const id = `z${leave}-${i}`;
        const { status, code } = await ask('POST', `/v1/collections/a/items?id=${id}`, pictures[i % 4]);
        expect([201, 507]).toContain(status);
        if (status === 507) expect(code).toBe('STORAGE_FULL');
        else acked.add(id);
        seen.set(status, (seen.get(status) ?? 0) + 1);
      }
    }
    expect(seen.get(507)).toBeGreaterThan(5);
    fill();
    // There may be room for it in the log of changes, which is longer than what is in it.
    expect([201, 507]).toContain((await ask('PUT', '/v1/collections/e')).status);
    for (let i = 0; i < 10; i++) {
      fill();
      expect(await ask('DELETE', `/v1/collections/a/items/i${i}`)).toEqual({ status: 204, code: undefined });
      acked.delete(`i${i}`);
    }
    for (const name of ['b', 'd']) {
      fill();
      expect(await ask('DELETE', `/v1/collections/${name}`)).toEqual({ status: 204, code: undefined });
      expect((await ask('GET', `/v1/collections/${name}/items/i1`)).status).toBe(404);
    }
    fill();
    for (const address of ['/readyz', '/v1/collections', '/v1/collections/a/items/i20', '/v1/collections/a/items/i20/thumbnail'])
      expect([address, (await ask('GET', address)).status]).toEqual([address, 200]);
    expect((await ask('POST', '/v1/collections/a/search?k=3', pictures[1])).status).toBe(200);
    expect(await server.end('SIGKILL')).toBeNull();
    fill();
    server = await startServerProcess(home, { SUPCON_FREE_DISK_BYTES: '0' });
    await expect.poll(async () => (await ask('GET', '/readyz')).status, { timeout: 30_000 }).toBe(200);
    for (const id of acked) expect([id, (await ask('GET', `/v1/collections/a/items/${id}`)).status]).toEqual([id, 200]);
    expect((await ask('GET', '/v1/collections/c/items/i5')).status).toBe(200);
    makeRoom();
    expect((await ask('POST', '/v1/collections/a/items?id=after', pictures[0])).status).toBe(201);
    expect((await ask('PUT', '/v1/collections/b')).status).toBe(201);
    expect((await ask('GET', '/v1/collections/b/items/i1')).status).toBe(404);
    expect(await server.end('SIGTERM')).toBe(0);
    server = undefined;
  }, 300_000);
});
