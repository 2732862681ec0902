import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArgumentRefused, readPicture } from './read-picture.js';

let root: string;
let photos: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'supcon-mcp-'));
  photos = path.join(root, 'photos');
  await mkdir(path.join(photos, 'deep'), { recursive: true });
  await mkdir(path.join(root, 'photos-of-others'));
  await writeFile(path.join(photos, 'deep/a.gif'), 'GIF89a');
  await writeFile(path.join(root, 'secret'), 'secret');
  await writeFile(path.join(root, 'photos-of-others/b.gif'), 'GIF89a');
  await symlink(path.join(root, 'secret'), path.join(photos, 'link.gif'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('reads what lies below a folder, by a relative path too', async () => {
  for (const name of ['deep/a.gif', path.join(photos, 'deep/a.gif'), 'deep/../deep/a.gif'])
    expect(Buffer.from(await readPicture(name, [photos])).toString()).toBe('GIF89a');
  expect(await readPicture(path.join(root, 'photos-of-others/b.gif'), [photos, path.join(root, 'photos-of-others')])).toHaveLength(6);
});

it.each(['../secret', 'link.gif', '../photos-of-others/b.gif', '/etc/hostname', '.', '..', ''])('refuses %j', async (name) => {
  await expect(readPicture(name, [photos])).rejects.toThrow(/lies outside of .*--photos/);
});

it.each([
  ['gone.gif', /is not there; paths are relative to/],
  ['deep', /cannot be read/],
])('says what is wrong with %s', async (name, words) => {
  await expect(readPicture(name, [photos])).rejects.toBeInstanceOf(ArgumentRefused);
  await expect(readPicture(name, [photos])).rejects.toThrow(words);
});
