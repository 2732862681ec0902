import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { runCommand, startServerProcess, type ServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

const ITEMS = 12;

let root: string;
let home: string;
let backup: string;
let server: ServerProcess | undefined;
let pictures: Buffer[];
let answers: unknown;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'supcon-backup-'));
  home = path.join(root, 'home');
  backup = path.join(root, 'backup');
  await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
  pictures = await Promise.all(Array.from({ length: ITEMS }, (_, i) => makePicture(i)));
  server = await startServerProcess(home);
  await fetch(`${server.url}/v1/collections/c`, { method: 'PUT' });
  for (let i = 0; i < ITEMS; i++) await addTo(server, `i${i}`, pictures[i]!);
  await fetch(`${server.url}/v1/collections/c/items/i3`, { method: 'DELETE' });
  answers = await ask(server);
}, 120_000);
afterAll(async () => {
  await server?.end('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

async function addTo({ url }: ServerProcess, id: string, picture: Buffer): Promise<number> {
  const response = await fetch(`${url}/v1/collections/c/items?id=${id}&label=fruit`, {
    ...{ method: 'POST', headers: { 'content-type': 'image/png' }, body: new Uint8Array(picture) },
  });
  await response.arrayBuffer();
  return response.status;
}
/** All that can be asked of the items. */
async function ask({ url }: ServerProcess): Promise<unknown> {
  const found: unknown[] = [];
  for (const picture of pictures) {
    const response = await fetch(`${url}/v1/collections/c/search?k=5`, {
      ...{ method: 'POST', headers: { 'content-type': 'image/png' }, body: new Uint8Array(picture) },
    });
    const { neighbours } = (await response.json()) as { neighbours: { id: string; thumbnailUrl: string }[] };
    const thumbnails = await Promise.all(
      neighbours.map(async ({ thumbnailUrl }) => Buffer.from(await (await fetch(url + thumbnailUrl)).arrayBuffer()).toString('base64')),
    );
    found.push(neighbours, thumbnails);
  }
  return found;
}
const backUp = (out: string, from = home) => runCommand('backup', '--home', from, '--out', out, '--json');

describe('supcon-server backup, verify and restore', () => {
  it('keep a home that a server works on, and give an empty one the same answers', async () => {
    // Adding goes on meanwhile; what was acknowledged before is in it.
    const stop = new AbortController();
    const adding = (async () => {
      for (let i = 0; !stop.signal.aborted; i++) expect(await addTo(server!, `later-${i}`, await makePicture(100 + i))).toBe(201);
    })();
    const made = await backUp(backup);
    stop.abort();
    await adding;
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('holds 1 collections') as string });
    expect(await runCommand('verify', '--from', backup, '--json')).toMatchObject({ code: 0 });
    const fresh = path.join(root, 'fresh');
    expect(await runCommand('restore', '--from', backup, '--home', fresh, '--json')).toMatchObject({ code: 0 });
    expect(await runCommand('verify', '--home', fresh, '--json')).toMatchObject({ code: 0 });
    const restored = await startServerProcess(fresh);
    try {
      await expect.poll(async () => (await fetch(`${restored.url}/readyz`)).status, { timeout: 30_000 }).toBe(200);
      // What came during the backup may be among the neighbours of others.
      const listed = (await (await fetch(`${restored.url}/v1/collections`)).json()) as {
        collections: { items: number; losses: unknown[] }[];
      };
      const later = listed.collections[0]!.items - (ITEMS - 1);
      expect(later).toBeGreaterThanOrEqual(0);
      expect(listed.collections[0]!.losses).toEqual([]);
      for (let i = 0; i < later; i++) await fetch(`${restored.url}/v1/collections/c/items/later-${i}`, { method: 'DELETE' });
      expect(await ask(restored)).toEqual(answers);
      expect(await addTo(restored, 'after', pictures[0]!)).toBe(201);
    } finally {
      expect(await restored.end('SIGTERM')).toBe(0);
    }
  }, 120_000);

  it('keep no picture of items that were deleted, and nothing of two stores under one identity', async () => {
    const names = await readdir(path.join(backup, 'server/blobs'), { recursive: true });
    const database = new Database(path.join(backup, 'server/items.sqlite'), { readonly: true });
    const count = database.prepare('SELECT count(*) FROM items').pluck().get() as number;
    expect(names.filter((name) => /original|thumbnail/.test(name))).toHaveLength(2 * count);
    const idOf = (file: string): unknown => {
      const opened = new Database(file, { readonly: true });
      try {
        return opened.prepare('SELECT store_id FROM beginning').pluck().get();
      } finally {
        opened.close();
      }
    };
    expect(idOf(path.join(backup, 'server/items.sqlite'))).toBe(idOf(path.join(home, 'server/items.sqlite')));
    expect(idOf(path.join(root, 'fresh/server/items.sqlite'))).not.toBe(idOf(path.join(home, 'server/items.sqlite')));
    database.close();
  });

  it('notice any file that is damaged, missing, cut off or strange, and then restore nothing', async () => {
    const [picture] = (await readdir(path.join(backup, 'server/blobs'), { recursive: true })).filter((name) => name.endsWith('.png'));
    const damages: [string, (folder: string) => Promise<void>][] = [
      [
        'is damaged',
        async (folder) => {
          const file = path.join(folder, 'server/items.sqlite');
          const bytes = await readFile(file);
          bytes[5000]! ^= 1;
          await rm(file);
          await writeFile(file, bytes);
        },
      ],
      ['is missing', (folder) => rm(path.join(folder, 'server/blobs', picture!))],
      ['is damaged', (folder) => truncate(path.join(folder, 'artifacts/tiny/1/encoder.onnx'), 10)],
      ['none of the backup', (folder) => writeFile(path.join(folder, 'server/more'), '')],
      ['manifest.json is damaged', (folder) => appendFile(path.join(folder, 'manifest.json'), 'x')],
    ];
    for (const [n, [said, damage]] of damages.entries()) {
      const copy = path.join(root, `damaged-${n}`);
      await cp(backup, copy, { recursive: true });
      await damage(copy);
      const verified = await runCommand('verify', '--from', copy, '--json');
      expect([said, verified.code]).toEqual([said, 4]);
      expect(verified.stderr).toContain(said);
      const target = path.join(root, `target-${n}`);
      expect((await runCommand('restore', '--from', copy, '--home', target, '--json')).code).toBe(4);
      expect(await readdir(target).catch(() => [])).toEqual([]);
    }
  }, 120_000);

  it('go on with what was broken off, and never write over anything', async () => {
    const out = path.join(root, 'second');
    await mkdir(path.join(`${out}.partial`, 'server/blobs/1/zz'), { recursive: true });
    await writeFile(path.join(`${out}.partial`, 'server/blobs/1/zz', 'left.copying'), 'half');
    // Of an item that was deleted since.
    await writeFile(path.join(`${out}.partial`, 'server/blobs/1/zz', '01234567-89ab-cdef-0123-456789abcdef.original.png'), 'picture');
    await writeFile(path.join(`${out}.partial`, 'manifest.json'), '{}');
    expect((await backUp(out)).code).toBe(0);
    expect(await readdir(path.join(out, 'server/blobs/1/zz'))).toEqual([]);
    expect((await runCommand('verify', '--from', out)).code).toBe(0);
    const again = await backUp(out);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') as string });
    const inside = await backUp(path.join(home, 'server/backup'));
    expect(inside).toMatchObject({ code: 2, stderr: expect.stringContaining('lies in the home') as string });
    const occupied = await runCommand('restore', '--from', out, '--home', home);
    expect(occupied).toMatchObject({ code: 2, stderr: expect.stringContaining('move them away') as string });
    // Killed between moving one part and the next: the start refuses, and the same command goes on.
    const half = path.join(root, 'half');
    expect((await runCommand('restore', '--from', out, '--home', half)).code).toBe(0);
    await mkdir(path.join(half, '.restoring/complete'), { recursive: true });
    await mkdir(path.join(half, '.restoring/server'), { recursive: true });
    await cp(path.join(half, 'server/items.sqlite'), path.join(half, '.restoring/server/items.sqlite'));
    await rm(path.join(half, 'server/items.sqlite'));
    expect((await runCommand('serve', '--home', half, '--port', '0')).stderr).toContain('is missing or empty');
    expect((await runCommand('restore', '--from', out, '--home', half)).code).toBe(0);
    expect((await runCommand('verify', '--home', half)).code).toBe(0);
  }, 120_000);

  it('say what is wrong in a home, and forget what was found missing when told to', async () => {
    const copy = path.join(root, 'worn');
    await cp(path.join(root, 'half'), copy, { recursive: true });
    const [picture] = (await readdir(path.join(copy, 'server/blobs'), { recursive: true })).filter((name) => name.endsWith('.png'));
    await rm(path.join(copy, 'server/blobs', picture!));
    const database = new Database(path.join(copy, 'server/items.sqlite'));
    // As an item that was added as a vector: it never had a picture that could be lost.
    const other = "(SELECT id FROM items WHERE id <> 'i5' AND blob <> ? LIMIT 1)";
    database
      .prepare(`UPDATE items SET blob = '1/vector/4d4e8a4e-5b1c-4d0b-9d43-0d4ff3a7a001' WHERE id = ${other}`)
      .run(picture!.replace('.original.png', ''));
    database.exec("UPDATE items SET updated_at = '2026-01-01T00:00:00.000Z'; UPDATE items SET vector = x'00' WHERE id = 'i5'");
    database.exec("INSERT INTO losses VALUES (1, 'c', '2026-11-24T02:15:30.000Z', 3, 40, 42)");
    database.close();
    const { code, events } = await runCommand('verify', '--home', copy, '--json');
    const faults = events.flatMap(({ event, fault }) => (event === 'fault' ? [fault] : []));
    expect(code).toBe(4);
    expect(faults).toHaveLength(3);
    expect(faults.join()).toMatch(/changes 40 to 42.*vector is damaged|has lost a picture/s);
    const accepted = await runCommand('verify', '--home', copy, '--accept-losses', '--json');
    expect(accepted.events.filter(({ event }) => event === 'fault')).toHaveLength(2);
  });

  it('explain themselves', async () => {
    for (const command of ['backup', 'restore', 'verify']) expect((await runCommand(command, '--help')).stdout).toContain('Examples');
    for (const wrong of [
      ['backup'],
      ['restore'],
      ['backup', '--out', 'x', '--from', 'y'],
      ['verify', 'x'],
      ['verify', '--from', 'x', '--accept-losses'],
    ])
      expect((await runCommand(...wrong)).code).toBe(2);
  });
});
