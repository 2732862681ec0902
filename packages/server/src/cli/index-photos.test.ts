import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { runCommand, startServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

/** Each test starts a few processes. */
describe('index reads photos as training does', { timeout: 120_000 }, () => {
  let folder: string;
  let home: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'supcon-index-'));
    home = path.join(folder, 'home');
    await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const index = (data: string, collection: string, ...more: string[]) =>
    runCommand('index', '--home', home, '--data', data, '--collection', collection, '--json', ...more);
  const put = async (name: string, seed: number): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), await makePicture(seed));
  };
  const itemsOf = async (collection: string): Promise<{ label: string; metadata: { path: string; split?: string } }[]> => {
    const server = await startServerProcess(home);
    try {
      const answer = await fetch(`${server.url}/v1/collections/${collection}/search?k=100`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: await makePicture(1),
      });
      const { neighbours } = (await answer.json()) as { neighbours: { label: string; metadata: { path: string; split?: string } }[] };
      return neighbours.map(({ label, metadata }) => ({ label, metadata })).sort((a, b) => (a.metadata.path < b.metadata.path ? -1 : 1));
    } finally {
      await server.end('SIGTERM');
    }
  };

  it('through links, with every ending, by splits that are no labels; and keeps what it cannot read today', async () => {
    for (const [name, seed] of [
      ['disk/1.jfif', 1],
      ['set/train/dog/1.jpe', 2],
      ['set/test/dog/2.png', 3],
      ['set/test/Ka\u0308se/3.png', 4],
      ['set/train/loose.png', 5],
    ] as const)
      await put(name, seed);
    await symlink('../../disk', path.join(folder, 'set/train/cat'));
    await symlink('/nowhere/1.jpg', path.join(folder, 'set/train/dog/broken.jpg'));
    await symlink('/proc/self/mem', path.join(folder, 'set/train/dog/unreadable.jpg'));
    const set = path.join(folder, 'set');
    const first = await index(set, 'set');
    expect(first.events.at(-1)).toMatchObject({ event: 'done', added: 4, skipped: 2 });
    expect(first.events.filter(({ event }) => event === 'skipped' || event === 'leftOut')).toEqual([
      expect.objectContaining({
        event: 'skipped',
        picture: 'train/dog/broken.jpg',
        code: 'BROKEN_LINK',
        message: expect.stringMatching(/;/) as string,
      }),
      expect.objectContaining({ event: 'leftOut', code: 'LOOSE_PICTURE', count: 1 }),
      expect.objectContaining({ event: 'skipped', picture: 'train/dog/unreadable.jpg', code: 'UNREADABLE' }),
    ]);
    expect(first.stderr).not.toMatch(/ {4}at /);
    expect(await itemsOf('set')).toEqual([
      { label: 'K\u00e4se', metadata: { path: 'test/Ka\u0308se/3.png', split: 'test' } },
      { label: 'dog', metadata: { path: 'test/dog/2.png', split: 'test' } },
      { label: 'cat', metadata: { path: 'train/cat/1.jfif', split: 'train' } },
      { label: 'dog', metadata: { path: 'train/dog/1.jpe', split: 'train' } },
    ]);

    await rename(path.join(folder, 'disk'), path.join(folder, 'unplugged'));
    await rm(path.join(set, 'test/dog/2.png'));
    expect((await index(set, 'set')).events.at(-1)).toMatchObject({ added: 0, existing: 2, removed: 1, skipped: 3 });
    await rename(path.join(folder, 'unplugged'), path.join(folder, 'disk'));
    expect((await index(set, 'set')).events.at(-1)).toMatchObject({ added: 0, existing: 3, removed: 0 });
  });

  it('from lists, whole or one split of them, and refuses lines that cannot be used', async () => {
    for (const seed of [1, 2, 3]) await put(`listed/${seed}.png`, seed);
    const list = path.join(folder, 'listed', 'list.csv');
    await writeFile(list, 'path,label,split\n1.png,a,\n2.png,b,train\n3.png,b,test\ngone.png,b,\n');
    expect((await index(list, 'list')).events.at(-1)).toMatchObject({ event: 'done', added: 3, skipped: 1 });
    expect((await index(list, 'some', '--split', 'train')).events.at(-1)).toMatchObject({ event: 'done', added: 2 });
    await writeFile(list, 'path,label,split\n1.png,a,\n,b,\n3.png,b,tset\n');
    const { code, stderr } = await index(list, 'list');
    expect(code).toBe(4);
    expect(stderr).toMatch(/line 3: path is empty\n.*line 4: split must be train, val or test/);
    expect((await index(list, 'list', '--split', 'some')).code).toBe(2);
  });

  it('explains a file, and a folder in which nothing counts', async () => {
    await put('bare/loose.png', 1);
    const file = await index(path.join(folder, 'bare/loose.png'), 'x');
    expect([file.code, file.stderr]).toEqual([4, expect.stringMatching(/is a file, not a folder.*BAD_DATA/)]);
    const bare = await index(path.join(folder, 'bare'), 'x');
    expect([bare.code, bare.stderr]).toEqual([4, expect.stringMatching(/has no pictures.*loose\.png lies in no class folder/)]);
  });
});
