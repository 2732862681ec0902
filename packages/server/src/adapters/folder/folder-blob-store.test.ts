import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
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
  it('leaves no temporary files, also where many are put at once', async () => {
    const folder = await freshFolder();
    const blobs = createFolderBlobStore(folder);
    await Promise.all(Array.from({ length: 40 }, (_, i) => blobs.put(`1/${i % 4}/${i}`, Buffer.alloc(100, i))));
    const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    expect(names.sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 40 }, (_, i) => String(i)));
  });
});
