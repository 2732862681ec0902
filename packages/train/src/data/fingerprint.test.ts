import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { hashPhotos } from './fingerprint.js';
import { scanData } from './scan-data.js';

const put = async (root: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
};

describe('hashPhotos', () => {
  // Taken from the version before links were followed: its caches and unfinished runs go on.
  it('has the fingerprint that plain folders and lists always had', () =>
    inTemporaryFolder(async (root) => {
      await put(root, {
        'train/cat/1.jpg': 'one',
        'train/cat/sub/2.PNG': 'two',
        'train/dog/3.webp': 'three',
        'train/dog/notes.txt': 'no',
        'test/dog/b\u00e4r.gif': 'four',
        'val/cat/5.tiff': 'five',
        'val/cat/.hidden.jpg': 'no',
        'list.csv': 'path,label,split\ntrain/cat/1.jpg,cat,train\ntrain/dog/3.webp,dog,\n',
      });
      const { photos, fingerprint } = await hashPhotos(await scanData(root));
      expect(photos.photos).toHaveLength(5);
      expect(fingerprint).toBe('38e9a627cb571820fae28ccd957b2f981b0b2645993882058858a31cbf893918');
      const list = await hashPhotos(await scanData(join(root, 'list.csv')));
      expect(list.fingerprint).toBe('49ae338efaf7291b94c7fc85cc0a60cc32fe5fd92963a676b6ce07b05d0dddfa');
    }));

  it('sees through links, and leaves out what turns out not to be readable', () =>
    inTemporaryFolder(async (root) => {
      await put(root, { 'plain/cat/1.jpg': 'one', 'plain/dog/1.jpg': 'two', 'linked/dog/1.jpg': 'two' });
      await symlink('../plain/cat', join(root, 'linked/cat'));
      const plain = await hashPhotos(await scanData(join(root, 'plain')));
      expect((await hashPhotos(await scanData(join(root, 'linked')))).fingerprint).toBe(plain.fingerprint);
      // A regular file that opens, and whose reading fails (EIO).
      await symlink('/proc/self/mem', join(root, 'plain/cat/2.jpg'));
      let told = 0;
      const { photos, hashes, fingerprint } = await hashPhotos(await scanData(join(root, 'plain')), () => told++);
      expect([told, hashes.length, fingerprint]).toEqual([3, 2, plain.fingerprint]);
      expect(photos.photos.map(({ path }) => path)).toEqual(['cat/1.jpg', 'dog/1.jpg']);
      expect(photos.leftOut).toEqual([expect.objectContaining({ code: 'UNREADABLE', path: 'cat/2.jpg', label: 'cat' })]);
    }));
});
