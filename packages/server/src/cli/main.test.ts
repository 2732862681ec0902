import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { runCommand, startServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { readConfig, SETTING_NAMES } from '../app/config.js';
import { CONFIG_FILE } from '../app/setting-flags.js';
import { HELP } from './help.js';

describe('supcon-server', () => {
  let folder: string;
  let home: string;
  let data: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'supcon-cli-'));
    home = path.join(folder, 'home');
    data = path.join(folder, 'data', 'train');
    await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
    for (const [label, seeds] of [
      ['apple', [1, 2, 3]],
      ['prickly pear', [4, 5]],
    ] as const) {
      await mkdir(path.join(data, label), { recursive: true });
      for (const seed of seeds) await writeFile(path.join(data, label, `${seed}.png`), await makePicture(seed));
    }
    await writeFile(path.join(data, 'apple', 'broken.jpg'), 'no picture');
    await writeFile(path.join(data, 'apple', 'notes.txt'), 'passed over in silence');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const index = (...more: string[]) => runCommand('index', '--home', home, '--data', data, '--collection', 'train', ...more);

  it('fills a collection, names damaged pictures, adds nothing the second time; a server then answers from it', async () => {
    const first = await index('--json');
    expect(first.code).toBe(0);
    expect(first.events.find(({ event }) => event === 'skipped')).toMatchObject({ picture: 'apple/broken.jpg', code: 'BAD_IMAGE' });
    expect(first.events.at(-1)).toMatchObject({ event: 'done', collection: 'train', added: 5, existing: 0, skipped: 1 });
    const second = await index();
    expect(second.stdout).toBe('');
    expect(second.stderr).toContain('0 added, 5 were there, 1 passed over');

    const server = await startServerProcess(home);
    try {
      const response = await fetch(`${server.url}/v1/collections/train/search?k=1`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: await makePicture(5),
      });
      const { neighbours } = (await response.json()) as { neighbours: { id: string }[] };
      expect(neighbours).toMatchObject([{ label: 'prickly pear', metadata: { path: 'prickly pear/5.png' } }]);
      expect(neighbours[0]!.id).toMatch(/^prickly_pear:5\.png-[0-9a-f]{16}$/);
      expect((await fetch(`${server.url}/v1/collections/train/items/apple:2.png`)).status).toBe(200);
    } finally {
      expect(await server.end('SIGTERM')).toBe(0);
    }
  });

  it('fills a collection while a server answers from the same home, which finds it within a second', async () => {
    const own = path.join(folder, 'shared');
    await makeTinyArtifact(path.join(own, 'artifacts/tiny/1'));
    const server = await startServerProcess(own);
    try {
      const picture = await makePicture(4);
      const headers = { 'content-type': 'image/png' };
      expect((await fetch(`${server.url}/v1/collections/mine`, { method: 'PUT' })).status).toBe(201);
      const add = (id: string) =>
        fetch(`${server.url}/v1/collections/mine/items?id=${id}`, { method: 'POST', headers, body: picture }).then(({ status }) => status);
      // Both write at once.
      const [indexed, ...added] = await Promise.all([
        runCommand('index', '--home', own, '--data', data, '--collection', 'train', '--json'),
        ...Array.from({ length: 10 }, (_, i) => add(`i${i}`)),
      ]);
      expect(indexed.events.at(-1)).toMatchObject({ event: 'done', added: 5 });
      expect(added).toEqual(Array.from({ length: 10 }, () => 201));
      const search = async (collection: string): Promise<number> => {
        const answer = await fetch(`${server.url}/v1/collections/${collection}/search?k=100`, { method: 'POST', headers, body: picture });
        return ((await answer.json()) as { neighbours?: unknown[] }).neighbours?.length ?? 0;
      };
      await vi.waitFor(async () => expect(await search('train')).toBe(5), { timeout: 1000, interval: 50 });
      expect(await search('mine')).toBe(10);
    } finally {
      expect(await server.end('SIGTERM')).toBe(0);
    }
  });

  // Each of these starts a dozen processes.
  describe('index, again and again', { timeout: 300_000 }, () => {
    let own: string;
    let pictures: string;
    const fill = (...more: string[]) => runCommand('index', '--home', own, '--data', pictures, '--collection', 'c', '--json', ...more);
    const write = async (name: string, seed: number): Promise<void> =>
      writeFile(path.join(pictures, 'plum', name), await makePicture(seed));
    beforeEach(async () => {
      own = await mkdtemp(path.join(folder, 'own-'));
      pictures = path.join(own, 'data');
      await makeTinyArtifact(path.join(own, 'artifacts/tiny/1'));
      await mkdir(path.join(pictures, 'plum'), { recursive: true });
      await write('1.png', 1);
      await write('2.png', 2);
    });

    /** Does something while a server answers from the home. */
    async function serving<T>(action: (collection: string) => Promise<T>): Promise<T> {
      const server = await startServerProcess(own);
      try {
        return await action(`${server.url}/v1/collections/c`);
      } finally {
        expect(await server.end('SIGTERM')).toBe(0);
      }
    }
    const addMine = (): Promise<void> =>
      serving(async (collection) => {
        const body = new FormData();
        body.set('id', 'mine-1');
        body.set('label', 'holiday');
        body.set('metadata', '{"year":2024}');
        body.set('image', new Blob([await makePicture(7)]), 'mine.png');
        expect((await fetch(`${collection}/items`, { method: 'POST', body })).status).toBe(201);
      });
    /** Every item, with the first that its own picture finds. */
    const show = (seeds: Record<string, number>): Promise<unknown> =>
      serving(async (collection) => {
        const [listed] = ((await (await fetch(path.dirname(collection))).json()) as { collections: { items: number; usable: boolean }[] })
          .collections;
        const found: Record<string, unknown> = {};
        for (const [id, seed] of Object.entries(seeds)) {
          const item = (await (await fetch(`${collection}/items/${id}`)).json()) as { label: unknown; metadata: unknown };
          const thumbnail = await fetch(`${collection}/items/${id}/thumbnail`);
          const search = await fetch(`${collection}/search?k=1`, {
            method: 'POST',
            headers: { 'content-type': 'image/png' },
            body: await makePicture(seed),
          });
          const { neighbours } = (await search.json()) as { neighbours: { id: string; similarity: number }[] };
          found[id] = [item.label, item.metadata, thumbnail.status, neighbours[0]?.id, neighbours[0]!.similarity > 0.9999];
        }
        return { items: listed?.items, usable: listed?.usable, found };
      });
    const photo = (id: string): unknown => ['plum', { path: `plum/${id}` }, 200, `plum:${id}`, true];
    const MINE = ['holiday', { year: 2024 }, 200, 'mine-1', true];

    it('adds, replaces and removes what comes from its folder, and leaves alone what was added over HTTP or from another', async () => {
      expect((await fill()).events.at(-1)).toMatchObject({ event: 'done', added: 2, existing: 0 });
      await addMine();
      const other = path.join(own, 'other');
      await mkdir(path.join(other, 'pear'), { recursive: true });
      await writeFile(path.join(other, 'pear', '9.png'), await makePicture(9));
      await runCommand('index', '--home', own, '--data', other, '--collection', 'c');

      await write('2.png', 3);
      await write('4.png', 4);
      await rm(path.join(pictures, 'plum', '1.png'));
      expect((await fill()).events.at(-1)).toMatchObject({ added: 1, existing: 0, replaced: 1, removed: 1, skipped: 0 });
      expect((await fill()).events.at(-1)).toMatchObject({ added: 0, existing: 2, replaced: 0, removed: 0, skipped: 0 });
      expect(await show({ 'plum:2.png': 3, 'plum:4.png': 4, 'mine-1': 7, 'pear:9.png': 9 })).toEqual({
        items: 4,
        usable: true,
        found: {
          'plum:2.png': photo('2.png'),
          'plum:4.png': photo('4.png'),
          'mine-1': MINE,
          'pear:9.png': ['pear', { path: 'pear/9.png' }, 200, 'pear:9.png', true],
        },
      });
    });

    it('computes the vectors of a collection of another model anew, when asked to, and loses nothing', async () => {
      await fill();
      await addMine();
      await makeTinyArtifact(path.join(own, 'artifacts/tiny/2'), { version: 2, seed: 2 });
      await write('2.png', 3);
      const newer = ['--artifact', path.join(own, 'artifacts/tiny/2')];
      const refused = await fill(...newer);
      expect(refused.code).toBe(1);
      expect(refused.events.at(-1)).toMatchObject({ code: 'MODEL_MISMATCH', message: expect.stringContaining('--replace') as string });
      const replaced = await fill('--replace', ...newer);
      expect(replaced.events.find(({ event }) => event === 'reembedded')).toMatchObject({ items: 3, lost: 0 });
      expect(replaced.events.at(-1)).toMatchObject({ added: 0, existing: 1, replaced: 1, removed: 0, skipped: 0 });
      expect((await fill('--replace', ...newer)).events.map(({ event }) => event)).not.toContain('reembedded');
      // The other model still serves; the collection goes on with its own.
      const kept = await fill();
      expect(kept.events.at(-1)).toMatchObject({ event: 'done', added: 0, existing: 2, replaced: 0, removed: 0 });
      expect(kept.stderr).toContain('goes on with its own model, tiny/2');
      expect(await show({ 'plum:1.png': 1, 'plum:2.png': 3, 'mine-1': 7 })).toEqual({
        items: 3,
        usable: true,
        found: { 'plum:1.png': photo('1.png'), 'plum:2.png': photo('2.png'), 'mine-1': MINE },
      });
    });

    it('goes on with what an earlier release had indexed, and with a folder that was moved', async () => {
      await fill();
      await addMine();
      const database = new Database(path.join(own, 'server/items.sqlite'));
      database.prepare("UPDATE items SET origin = 'unrecorded'").run();
      database.close();
      await write('2.png', 3);
      expect((await fill()).events.at(-1)).toMatchObject({ existing: 1, replaced: 1, removed: 0, skipped: 0 });
      await rename(pictures, path.join(own, 'moved'));
      pictures = path.join(own, 'moved');
      expect((await fill()).events.at(-1)).toMatchObject({ existing: 2, replaced: 0, removed: 0 });
      await rm(path.join(pictures, 'plum', '1.png'));
      expect((await fill()).events.at(-1)).toMatchObject({ existing: 1, removed: 1 });
      expect(await show({ 'plum:2.png': 3, 'mine-1': 7 })).toMatchObject({
        items: 2,
        found: { 'plum:2.png': photo('2.png'), 'mine-1': MINE },
      });
    });

    it('passes over a picture whose id an item from elsewhere has', async () => {
      await serving(async (collection) => {
        await fetch(collection, { method: 'PUT' });
        const headers = { 'content-type': 'image/png' };
        expect((await fetch(`${collection}/items?id=plum%3A1.png`, { method: 'POST', headers, body: await makePicture(5) })).status).toBe(
          201,
        );
      });
      const filled = await fill();
      expect(filled.events.find(({ event }) => event === 'skipped')).toMatchObject({ picture: 'plum/1.png', code: 'ITEM_CONFLICT' });
      expect(filled.events.at(-1)).toMatchObject({ added: 1, skipped: 1, removed: 0 });
    });
  });

  it.each([
    ['a command that does not exist', ['start'], 2, "there is no command 'start'"],
    ['an option that does not exist', ['--porti', '1'], 2, '--porti'],
    ['a port that is none', ['--port', '99999'], 2, 'SUPCON_PORT'],
    ['a port of metrics that is none', ['--metrics-port', '70000'], 2, 'SUPCON_METRICS_PORT'],
    ['metrics for a command that serves nothing', ['models', '--metrics-port', '0'], 2, 'does not take --metrics-port'],
    ['an address others can reach, without a key', ['--host', '0.0.0.0'], 2, 'SUPCON_API_KEY'],
    ['serve with --data', ['serve', '--data', 'x'], 2, '--data'],
    ['index without --data', ['index', '--collection', 'x'], 2, '--data'],
    ['index without --collection', ['index', '--data', 'x'], 2, '--collection'],
    ['index --drop-lost without --replace', ['index', '--data', '/none', '--collection', 'x', '--drop-lost'], 2, '--replace'],
    ['index of a folder that is not there', ['index', '--data', '/none', '--collection', 'x'], 4, 'BAD_DATA'],
  ])('refuses %s', async (_what, args, code, text) => {
    const { code: received, stderr } = await runCommand(...args);
    expect([received, stderr]).toEqual([code, expect.stringContaining(text)]);
  });

  it('fails at a port that is taken, which is no wrong setting: whoever starts it again may find it free', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runCommand('--port', String(port), '--home', path.join(folder, 'home of its own'));
    other.close();
    expect([code, stderr]).toEqual([1, expect.stringContaining(`port ${port} is in use; choose another with --port`)]);
  });

  it('refuses a home that is a file, or lies below one', async () => {
    const file = path.join(folder, 'no-folder');
    await writeFile(file, '');
    for (const home of [file, path.join(file, 'below')])
      for (const command of [
        ['--port', '0'],
        ['index', '--data', data, '--collection', 'c'],
      ]) {
        const { code, stderr } = await runCommand(...command, '--home', home);
        expect([code, stderr]).toEqual([2, expect.stringMatching(/the home .*no-folder.* is a file.*--home DIR/)]);
        expect(stderr).not.toMatch(/\n {4}at /);
      }
  });

  it('refuses to index without a model, and to serve a damaged one', async () => {
    const none = await runCommand('index', '--home', path.join(folder, 'empty'), '--data', data, '--collection', 'c');
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('NO_MODEL')]);
    const broken = path.join(folder, 'broken/artifacts/tiny/1');
    await makeTinyArtifact(broken);
    await writeFile(path.join(broken, 'encoder.onnx'), 'x');
    const damaged = await runCommand('--home', path.join(folder, 'broken'), '--port', '0');
    expect([damaged.code, damaged.stderr]).toEqual([4, expect.stringContaining('encoder.onnx')]);
  });

  it('explains itself', async () => {
    expect(await runCommand('--help')).toMatchObject({ code: 0, stdout: HELP });
  });

  it('names every setting in its help, and refuses one that does not exist', () => {
    expect(new Set(HELP.match(/SUPCON_[A-Z_]+/g))).toEqual(new Set([...SETTING_NAMES, CONFIG_FILE]));
    expect(() => readConfig({ SUPCON_NONE: '1' })).toThrow('SUPCON_NONE');
  });
});
