import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { scanData } from './scan-data.js';

const touch = async (root: string, ...paths: string[]): Promise<void> => {
  for (const path of paths) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), '');
  }
};

describe('scanData', () => {
  it('takes a folder of class folders, with subfolders, in an order that does not depend on the disk', () =>
    inTemporaryFolder(async (root) => {
      await touch(root, 'dog/2.JPG', 'dog/old/1.jpeg', 'cat/a.png', 'cat/b.webp', '.hidden/x.jpg', 'cat/.DS_Store');
      const folder = await scanData(root);
      expect(folder.labels).toEqual(['cat', 'dog']);
      expect(folder.photos).toEqual([
        { path: 'cat/a.png', label: 'cat', split: undefined },
        { path: 'cat/b.webp', label: 'cat', split: undefined },
        { path: 'dog/2.JPG', label: 'dog', split: undefined },
        { path: 'dog/old/1.jpeg', label: 'dog', split: undefined },
      ]);
    }));

  it('understands train, val and test folders and their other spellings', () =>
    inTemporaryFolder(async (root) => {
      await touch(root, 'train/a/1.jpg', 'train/b/1.jpg', 'valid/a/2.jpg', 'valid/b/2.jpg', 'Test/a/3.jpg');
      const folder = await scanData(root);
      expect(folder.photos.map(({ path, split }) => `${split ?? '-'} ${path}`)).toEqual([
        'test Test/a/3.jpg',
        'train train/a/1.jpg',
        'train train/b/1.jpg',
        'validation valid/a/2.jpg',
        'validation valid/b/2.jpg',
      ]);
    }));

  it('follows links to class folders and passes over links to anything else, which it refuses to do unasked where they are broken', () =>
    inTemporaryFolder(async (root) => {
      await touch(root, 'data/a/1.jpg', 'elsewhere/1.jpg', 'data/notes.txt');
      await symlink(join(root, 'elsewhere'), join(root, 'data/b'));
      await symlink(join(root, 'data/notes.txt'), join(root, 'data/c'));
      await symlink(join(root, 'nowhere'), join(root, 'data/d'));
      expect((await scanData(join(root, 'data'), { skipBad: true })).labels).toEqual(['a', 'b']);
      await expect(scanData(join(root, 'data'))).rejects.toMatchObject({
        code: 'BAD_DATA',
        message: expect.stringMatching(/- d is a link that points nowhere\n.*Or add --skip-bad/) as string,
      });
    }));

  it('leaves notes out and counts them, but keeps pictures of formats it cannot read, to be reported', () =>
    inTemporaryFolder(async (root) => {
      await touch(root, 'a/1.jpg', 'a/notes.txt', 'b/1.jpg', 'b/scan.tiff', 'b/Thumbs.db');
      const folder = await scanData(root);
      expect(folder.leftOut.map(({ code, path }) => `${code} ${path}`)).toEqual(['NOT_A_PICTURE a/notes.txt', 'NOT_A_PICTURE b/Thumbs.db']);
      expect(folder.photos.map((file) => file.path)).toContain('b/scan.tiff');
    }));

  it('lists every empty and misplaced class at once', () =>
    inTemporaryFolder(async (root) => {
      await touch(root, 'train/a/1.jpg', 'train/b/1.jpg', 'test/c/1.jpg', 'extra/1.jpg');
      await mkdir(join(root, 'train/empty'));
      await expect(scanData(root)).rejects.toMatchObject({
        code: 'BAD_DATA',
        details: {
          problems: [
            expect.stringContaining('extra'),
            expect.stringContaining('train/empty/'),
            expect.stringContaining("'c' has pictures outside train/"),
          ],
        },
      });
    }));

  it.each([
    ['a folder that is not there', () => Promise.resolve(), 'missing', 'NOT_FOUND'],
    ['a folder with pictures but no classes', (root: string) => touch(root, '1.jpg'), '.', 'BAD_DATA'],
    ['a single class', (root: string) => touch(root, 'a/1.jpg'), '.', 'BAD_DATA'],
    ['a test folder without a train folder', (root: string) => touch(root, 'test/a/1.jpg', 'test/b/1.jpg'), '.', 'BAD_DATA'],
  ])('explains %s', (_, make, path, code) =>
    inTemporaryFolder(async (root) => {
      await make(root);
      await expect(scanData(join(root, path))).rejects.toMatchObject({ code });
    }),
  );
});
