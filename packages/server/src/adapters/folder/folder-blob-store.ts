import { mkdir, open, rm, stat, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeFileAtomic } from '@supcon/core/files';
import { requireBlobContentType, requireBlobName } from '../../domain/blob-name.js';
import { BLOB_ENDINGS, type BlobContentType, type BlobStore } from '../../domain/blob-store.js';
import { fileError, isMissing } from './file-error.js';
import { listBlobFiles } from './list-blob-files.js';

const ENDINGS = Object.entries(BLOB_ENDINGS) as [BlobContentType, string][];

interface OpenedBlob {
  readonly handle: FileHandle;
  readonly size: number;
  readonly contentType: BlobContentType;
}

/** Blobs as files in a folder, each written as a whole or not at all. The content type is the file's ending, so that any viewer opens them; a file
 * without one, which is all that the version before wrote, is application/octet-stream. */
export function createFolderBlobStore(folder: string): BlobStore {
  const puts = new Map<string, Promise<void>>();
  const locate = (name: string): string => path.join(folder, requireBlobName(name));
  return {
    put: async (name, body, options) => {
      const file = locate(name);
      const contentType = requireBlobContentType(options.contentType);
      // Two puts of different types at once would each delete what the other wrote.
      const turn = (puts.get(name) ?? Promise.resolve()).then(() => write(file, body, contentType));
      const settled = turn.catch(() => undefined);
      puts.set(name, settled);
      try {
        await turn;
      } finally {
        if (puts.get(name) === settled) puts.delete(name);
      }
    },
    get: async (name) => {
      const opened = await openBlob(locate(name));
      if (!opened) return undefined;
      try {
        return { bytes: await opened.handle.readFile(), contentType: opened.contentType };
      } catch (cause) {
        throw fileError(cause);
      } finally {
        await opened.handle.close();
      }
    },
    open: async (name) => {
      const opened = await openBlob(locate(name));
      return opened && { stream: opened.handle.createReadStream(), size: opened.size, contentType: opened.contentType };
    },
    list: async function* (prefix) {
      for await (const found of listBlobFiles(folder, prefix === undefined ? '' : requireBlobName(prefix))) {
        if (found.kind !== 'blob') continue;
        const { file, name, contentType } = found;
        const there = await statIfThere(file);
        if (there) yield { name, size: there.size, modifiedAt: there.mtime.toISOString(), contentType };
      }
    },
    delete: async (name, { durably } = { durably: false }) => {
      const file = locate(name);
      if ((await removeFiles(file, ENDINGS)) && durably) await syncFolder(path.dirname(file));
    },
    deleteAll: async (prefix) => {
      try {
        // Somebody may be putting something there at the same time, which would leave the folder not empty.
        const place = locate(prefix);
        await rm(place, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
        if (await statIfThere(path.dirname(place))) await syncFolder(path.dirname(place));
      } catch (cause) {
        throw fileError(cause);
      }
    },
    deleteUnfinished: async (before) => {
      let count = 0;
      for await (const { kind, file } of listBlobFiles(folder)) {
        const there = kind === 'unfinished' ? await statIfThere(file) : undefined;
        if (there && there.mtimeMs < Date.parse(before) && (await removeIfThere(file))) count++;
      }
      return count;
    },
  };
}

const MOST_ATTEMPTS = 5;

async function write(file: string, body: Uint8Array | AsyncIterable<Uint8Array>, contentType: BlobContentType): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      await makeFolder(path.dirname(file));
      await writeFileAtomic(file + BLOB_ENDINGS[contentType], body);
      break;
    } catch (cause) {
      // Whoever deletes all that lies in the folder takes the folder along. A stream cannot be read twice.
      if (!isMissing(cause) || !(body instanceof Uint8Array) || attempt === MOST_ATTEMPTS) throw fileError(cause);
    }
  const others = ENDINGS.filter(([type]) => type !== contentType);
  // Synced, or a power cut would bring the old type back, which may be found first.
  if (await removeFiles(file, others)) await syncFolder(path.dirname(file));
}

async function openBlob(file: string): Promise<OpenedBlob | undefined> {
  for (const [contentType, ending] of ENDINGS)
    try {
      const handle = await open(file + ending, 'r');
      const found = await handle.stat();
      if (found.isFile()) return { handle, size: found.size, contentType };
      await handle.close();
    } catch (cause) {
      if (!isMissing(cause)) throw fileError(cause);
    }
  return undefined;
}

/** @returns whether there was one. */
async function removeFiles(file: string, endings: readonly [BlobContentType, string][]): Promise<boolean> {
  return (await Promise.all(endings.map(([, ending]) => removeIfThere(file + ending)))).includes(true);
}

async function removeIfThere(file: string): Promise<boolean> {
  try {
    await unlink(file);
    return true;
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw fileError(cause);
  }
}

async function statIfThere(file: string) {
  try {
    return await stat(file);
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw fileError(cause);
  }
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
