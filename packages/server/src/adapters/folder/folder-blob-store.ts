import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeFileAtomic } from '@supcon/core/artifact';
import { ServerError } from '../../domain/errors.js';
import type { BlobStore } from '../../domain/blob-store.js';

const NAME = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;

/** Blobs as files in a folder, each written as a whole or not at all. */
export function createFolderBlobStore(folder: string): BlobStore {
  const locate = (name: string): string => {
    if (!NAME.test(name)) throw new ServerError('INTERNAL', `blob store: '${name}' is not a name of lower-case words with / between`);
    return path.join(folder, name);
  };
  return {
    put: async (name, bytes) => {
      const file = locate(name);
      try {
        await makeFolder(path.dirname(file));
        await writeFileAtomic(file, bytes);
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        if (code === 'ENOSPC' || code === 'EDQUOT')
          throw new ServerError('STORAGE_FULL', 'the disk is full: nothing was stored; make room and try again', { cause });
        throw cause;
      }
    },
    get: async (name) => {
      try {
        return await readFile(locate(name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    delete: (name) => rm(locate(name), { force: true }),
    deleteAll: (prefix) => rm(locate(prefix), { recursive: true, force: true }),
  };
}

/** Makes a folder that is still there after a power cut: the folders above the new ones are synced too. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let parent = path.dirname(path.resolve(folder)); ; parent = path.dirname(parent)) {
    await syncFolder(parent);
    if (parent === path.dirname(path.resolve(first))) return;
  }
}
