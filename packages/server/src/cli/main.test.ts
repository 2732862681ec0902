import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { runCommand, startServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { readConfig, SETTING_NAMES } from '../app/config.js';
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

  it('names a file that has changed, and fills a collection of another model anew only when asked to', async () => {
    const own = path.join(folder, 'own');
    const pictures = path.join(folder, 'own-data');
    await makeTinyArtifact(path.join(own, 'artifacts/tiny/1'));
    await mkdir(path.join(pictures, 'plum'), { recursive: true });
    for (const seed of [1, 2]) await writeFile(path.join(pictures, 'plum', `${seed}.png`), await makePicture(seed));
    const fill = (...more: string[]) => runCommand('index', '--home', own, '--data', pictures, '--collection', 'c', '--json', ...more);
    expect((await fill()).events.at(-1)).toMatchObject({ added: 2 });

    await writeFile(path.join(pictures, 'plum', '2.png'), await makePicture(3));
    const changed = await fill();
    expect(changed.events.find(({ event }) => event === 'skipped')).toMatchObject({ picture: 'plum/2.png', code: 'ITEM_CONFLICT' });
    expect(changed).toMatchObject({ code: 0 });
    expect(changed.events.at(-1)).toMatchObject({ added: 0, existing: 1, skipped: 1 });

    await makeTinyArtifact(path.join(own, 'artifacts/tiny/2'), { version: 2, seed: 2 });
    const refused = await fill();
    expect(refused.code).toBe(1);
    expect(refused.events.at(-1)).toMatchObject({ code: 'MODEL_MISMATCH', message: expect.stringContaining('--replace') as string });
    const replaced = await fill('--replace');
    expect(replaced.events.map(({ event }) => event)).toContain('replaced');
    expect(replaced.events.at(-1)).toMatchObject({ added: 2, existing: 0, skipped: 0 });
    expect((await fill('--replace')).events.at(-1)).toMatchObject({ added: 0, existing: 2 });
  });

  it.each([
    ['a command that does not exist', ['start'], 2, "there is no command 'start'"],
    ['an option that does not exist', ['--porti', '1'], 2, '--porti'],
    ['a port that is none', ['--port', '99999'], 2, 'SUPCON_PORT'],
    ['an address others can reach, without a key', ['--host', '0.0.0.0'], 2, 'SUPCON_API_KEY'],
    ['serve with --data', ['serve', '--data', 'x'], 2, '--data'],
    ['index without --data', ['index', '--collection', 'x'], 2, '--data'],
    ['index without --collection', ['index', '--data', 'x'], 2, '--collection'],
    ['index of a folder that is not there', ['index', '--data', '/none', '--collection', 'x'], 4, 'BAD_DATA'],
  ])('refuses %s', async (_what, args, code, text) => {
    const { code: received, stderr } = await runCommand(...args);
    expect([received, stderr]).toEqual([code, expect.stringContaining(text)]);
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
    expect(new Set(HELP.match(/SUPCON_[A-Z_]+/g))).toEqual(new Set(SETTING_NAMES));
    expect(() => readConfig({ SUPCON_NONE: '1' })).toThrow('SUPCON_NONE');
  });
});
