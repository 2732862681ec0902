import { appendFile, cp, mkdir, mkdtemp, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { runCommand, startServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { readConfig } from './config.js';
import { openServices, type Services } from './open-services.js';
import { setOldItemsAside } from './own-database.js';

const ITEMS = 4;
const logger = pino({ level: 'silent' });
let home: string;
let folder: string;
let services: Services | undefined;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-own-'));
  folder = path.join(home, 'server');
  await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '1'));
});
afterEach(async () => {
  await close();
  await rm(home, { recursive: true, force: true });
});

async function open(log = logger): Promise<Services> {
  services = await openServices(readConfig({ SUPCON_HOME: home, SUPCON_THREADS: '1' }), log);
  await services.ready;
  return services;
}
async function close(): Promise<void> {
  await services?.close();
  services = undefined;
}
async function fill(): Promise<void> {
  const { collections } = await open();
  await collections.create('c');
  for (let i = 0; i < ITEMS; i++) await collections.addItem('c', { image: await makePicture(i), label: null, metadata: {}, id: `i${i}` });
  await close();
}
const database = (ending = ''): string => path.join(folder, `items.sqlite${ending}`);
const removeDatabase = async (): Promise<void> => {
  for (const name of await readdir(folder)) if (name.startsWith('items.sqlite')) await rm(path.join(folder, name));
};

describe('a home whose database is missing', () => {
  it('starts empty where there was nothing before, however often', async () => {
    for (let round = 0; round < 2; round++) {
      expect(await (await open()).collections.list()).toEqual([]);
      await close();
    }
    await open();
    await services!.collections.create('c');
    await services!.collections.remove('c');
    await close();
    expect(await (await open()).collections.list()).toEqual([]);
  });

  it.each([
    ['is gone, with all that was beside it', removeDatabase],
    ['is gone, and its witness is there', () => rm(database())],
    ['is empty', () => truncate(database())],
    [
      'is gone with all pictures, and its log of changes is there',
      async () => {
        await removeDatabase();
        await rm(path.join(folder, 'blobs'), { recursive: true });
        await writeFile(database('-wal'), 'changes');
      },
    ],
    [
      'is another one, without a collection',
      async () => {
        await removeDatabase();
        const blobs = path.join(folder, 'blobs');
        await rename(blobs, `${blobs}-kept`);
        await open();
        await close();
        await rm(blobs, { recursive: true, force: true });
        await rename(`${blobs}-kept`, blobs);
      },
    ],
  ])('refuses to start where it %s, touches nothing, and begins anew when told to', async (_, damage) => {
    await fill();
    await damage();
    const files = async (at: string) =>
      (await readdir(at, { recursive: true })).filter((name) => /original|-wal|witness/.test(name)).sort();
    const before = await files(folder);
    await expect(open()).rejects.toMatchObject({
      code: 'STORE_MISSING',
      message: expect.stringMatching(/restore.*--begin-anew/) as string,
    });
    await expect(open()).rejects.toMatchObject({ code: 'STORE_MISSING' });
    expect((await files(folder)).filter((name) => before.includes(name))).toEqual(before);
    const aside = await setOldItemsAside(home, logger, new Date());
    expect(await files(aside!)).toEqual(before);
    expect(await (await open()).collections.list()).toEqual([]);
    await fillAgain();
  });

  async function fillAgain(): Promise<void> {
    await services!.collections.create('c');
    await services!.collections.addItem('c', { image: await makePicture(1), label: null, metadata: {}, id: 'new' });
    await close();
    expect(await (await open()).collections.list()).toMatchObject([{ name: 'c', items: 1 }]);
    await close();
    expect(await setOldItemsAside(home, logger, new Date())).toBeUndefined();
  }

  it('is refused and begun anew by the command', async () => {
    await fill();
    await removeDatabase();
    const { code, events, stderr } = await runCommand('serve', '--home', home, '--port', '0', '--json');
    expect({ code, events }).toMatchObject({ code: 1, events: [{ event: 'error', code: 'STORE_MISSING' }] });
    expect(stderr).toMatch(/--begin-anew/);
    const server = await startServerProcess(home, {}, ['--begin-anew']);
    expect(await (await fetch(`${server.url}/v1/collections`)).json()).toEqual({ collections: [] });
    expect(await server.end('SIGTERM')).toBe(0);
    expect((await readdir(folder)).filter((name) => name.startsWith('left-'))).toHaveLength(1);
  });
});

describe('a home whose database has lost acknowledged items', () => {
  it('says at the start, at /readyz and in the list of collections how many, and between which changes, and serves the others', async () => {
    await fill();
    const older = path.join(home, 'older.sqlite');
    await cp(database(), older);
    await open();
    await services!.collections.addItem('c', { image: await makePicture(9), label: null, metadata: {}, id: 'late' });
    await services!.collections.create('later');
    await close();
    await cp(older, database());
    const lines: string[] = [];
    const { collections } = await open(pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }));
    expect(lines.join()).toMatch(/collection 'c': 1 items and changes 5 to 5 had been acknowledged and are missing/);
    const listed = await collections.list();
    expect(listed).toMatchObject([{ name: 'c', items: ITEMS, index: { status: 'ready' } }]);
    expect(listed[0]!.losses).toEqual([{ foundAt: expect.any(String) as string, items: 1, fromSeq: 5, toSeq: 5 }]);
    const readiness = await collections.readiness();
    expect(readiness).toContainEqual({
      name: 'losses of collection c',
      ok: true,
      detail: expect.stringContaining('changes 5 to 5') as string,
    });
    expect((await collections.search('c', { image: await makePicture(2) }, { k: 1 })).neighbours).toMatchObject([{ id: 'i2' }]);
    await collections.remove('c');
    expect((await collections.readiness()).flatMap(({ name }) => (name.startsWith('losses') ? [name] : []))).toEqual([
      'losses of collection later',
    ]);
  });

  it('lets a damaged database be, and says how to go on', async () => {
    await fill();
    await mkdir(path.join(home, 'kept'));
    await truncate(database(), 100);
    await appendFile(database(), 'x'.repeat(9000));
    await expect(open()).rejects.toMatchObject({ code: 'STORE_DAMAGED', message: expect.stringContaining('restore') as string });
    expect(await setOldItemsAside(home, logger, new Date())).toContain('left-');
    expect(await (await open()).collections.list()).toEqual([]);
  });
});
