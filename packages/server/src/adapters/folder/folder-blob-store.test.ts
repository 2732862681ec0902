import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeBlobStore } from '../../../test/blob-store-conformance.js';
import { createFolderBlobStore } from './folder-blob-store.js';

const folders: string[] = [];
const freshFolder = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'supcon-blobs-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describeBlobStore('a folder', async () => createFolderBlobStore(path.join(await freshFolder(), 'not', 'yet')));

describe('createFolderBlobStore', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await freshFolder();
  });
  const files = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();
  const text = async (name: string): Promise<[string, string] | undefined> => {
    const found = await createFolderBlobStore(folder).get(name);
    return found && [Buffer.from(found.bytes).toString(), found.contentType];
  };

  it('leaves no temporary files, also where many are put at once', async () => {
    const blobs = createFolderBlobStore(folder);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => blobs.put(`1/${i % 4}/${i}`, Buffer.alloc(100, i), { contentType: 'application/octet-stream' })),
    );
    expect((await files()).map((file) => Number(path.basename(file))).sort((a, b) => a - b)).toEqual([...Array(40).keys()]);
  });

  it('names files so that a viewer opens them', async () => {
    const blobs = createFolderBlobStore(folder);
    await blobs.put('1/ab/x.original', Buffer.from('P'), { contentType: 'image/png' });
    await blobs.put('1/ab/x.thumbnail', Buffer.from('J'), { contentType: 'image/jpeg' });
    await blobs.put('1/ab/y', Buffer.from('?'), { contentType: 'application/octet-stream' });
    expect(await files()).toEqual(['1/ab/x.original.png', '1/ab/x.thumbnail.jpg', '1/ab/y']);
  });

  it('finds what the version before wrote without endings, lists, replaces and deletes it', async () => {
    await mkdir(path.join(folder, '1/ab'), { recursive: true });
    for (const name of ['x.original', 'x.thumbnail', 'y.original']) await writeFile(path.join(folder, '1/ab', name), `old ${name}`);
    const blobs = createFolderBlobStore(folder);
    expect(await text('1/ab/x.original')).toEqual(['old x.original', 'application/octet-stream']);
    const names: string[] = [];
    for await (const { name, size } of blobs.list('1')) names.push(`${name} ${size}`);
    expect(names.sort()).toEqual(['1/ab/x.original 14', '1/ab/x.thumbnail 15', '1/ab/y.original 14']);
    await blobs.put('1/ab/x.original', Buffer.from('new'), { contentType: 'image/webp' });
    await blobs.delete('1/ab/y.original');
    expect(await files()).toEqual(['1/ab/x.original.webp', '1/ab/x.thumbnail']);
  });

  it('reads one of two files that a crash left between a put and the removal of the old type, and lists the name once', async () => {
    await mkdir(path.join(folder, '1'));
    await writeFile(path.join(folder, '1/x'), 'old');
    await writeFile(path.join(folder, '1/x.png'), 'new');
    const blobs = createFolderBlobStore(folder);
    const found = await text('1/x');
    expect([
      ['old', 'application/octet-stream'],
      ['new', 'image/png'],
    ]).toContainEqual(found);
    const listed: string[] = [];
    for await (const { name, contentType } of blobs.list()) listed.push(`${name} ${contentType}`);
    expect(listed).toEqual(['1/x ' + found![1]]);
    await blobs.put('1/x', Buffer.from('newer'), { contentType: 'image/gif' });
    expect(await files()).toEqual(['1/x.gif']);
  });

  it('passes over files that it did not write', async () => {
    const blobs = createFolderBlobStore(folder);
    await blobs.put('1/x', Buffer.from('x'), { contentType: 'image/png' });
    for (const name of ['README.txt', 'Thumbs.db', '.DS_Store', 'ümlaut']) await writeFile(path.join(folder, '1', name), 'foreign');
    const listed: string[] = [];
    for await (const { name } of blobs.list()) listed.push(name);
    expect(listed).toEqual(['1/x']);
    expect(await blobs.deleteUnfinished(new Date(Date.now() + 60_000).toISOString())).toBe(0);
    expect(await files()).toHaveLength(5);
  });

  it('frees what a process that was killed in the middle of a put left, once it is old, and shows none of it', async () => {
    const blobs = createFolderBlobStore(folder);
    await blobs.put('1/whole', Buffer.from('x'), { contentType: 'image/png' });
    const other = `import { createFolderBlobStore } from ${JSON.stringify(new URL('../../../dist/adapters/folder/folder-blob-store.js', import.meta.url).href)};
      async function* endless() { for (;;) { yield Buffer.alloc(1000); console.log('some'); await new Promise((resolve) => setTimeout(resolve, 5)); } }
      await createFolderBlobStore(${JSON.stringify(folder)}).put('1/half', endless(), { contentType: 'image/png' });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', other], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = (await files()).filter((file) => file.endsWith('.tmp'));
    expect(left).toHaveLength(1);
    expect(await blobs.get('1/half')).toBeUndefined();
    const listed: string[] = [];
    for await (const { name } of blobs.list()) listed.push(name);
    expect(listed).toEqual(['1/whole']);

    const hourAgo = new Date(Date.now() - 3_600_000);
    expect(await blobs.deleteUnfinished(hourAgo.toISOString())).toBe(0);
    await utimes(path.join(folder, left[0]!), hourAgo, new Date(hourAgo.getTime() - 1000));
    expect(await blobs.deleteUnfinished(hourAgo.toISOString())).toBe(1);
    expect(await files()).toEqual(['1/whole.png']);
  });
});
