import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFolder } from '@supcon/core/files';
import { ServerError } from '../../domain/errors.js';
import type { PhotoArchives } from '../../domain/photo-archives.js';
import { fileError } from './file-error.js';
import { unpackPhotos } from './unpack-photos.js';

/** What a folder is called that comes or goes: no name of photos begins with a dot. */
const PASSING = '.passing-';
/** Archives that come in at the same time. */
const MOST_COMING = 2;
const MOST_PICTURES = 100_000;
const PICTURE_BYTES = 64 * 1024 * 1024;
/** How many times its own size an archive may have unpacked: photos hardly get smaller by packing. */
const MOST_RATIO = 4;
/** A small archive may have this much in any case. */
const UNPACKED_BYTES = 64 * 1024 * 1024;

/** Archives of photos that become folders of a folder, `<folder>/<name>`, by a rename. What comes in is unpacked beside them, where nobody lists it.
 * @param maxBytes of an archive. */
export function createFolderPhotoArchives({ folder, maxBytes }: { readonly folder: string; readonly maxBytes: number }): PhotoArchives {
  let coming = 0;
  const receive: PhotoArchives['receive'] = async (name, body) => {
    const target = path.join(folder, name);
    if (await isThere(target)) throw taken(name);
    const passing = path.join(folder, `${PASSING}${randomUUID()}`);
    try {
      await mkdir(passing, { recursive: true });
      const archive = path.join(passing, 'archive.zip');
      const size = await writeBody(archive, body, maxBytes);
      const photos = path.join(passing, 'photos');
      await mkdir(photos);
      const bytes = Math.max(UNPACKED_BYTES, MOST_RATIO * size);
      const received = await unpackPhotos(archive, photos, { bytes, pictureBytes: PICTURE_BYTES, pictures: MOST_PICTURES });
      await rename(photos, target).catch(async (cause: unknown) => {
        throw (await isThere(target)) ? taken(name) : cause;
      });
      await syncFolder(folder);
      return received;
    } catch (error) {
      throw fileError(error);
    } finally {
      await rm(passing, { recursive: true, force: true });
    }
  };
  return {
    receive: async (name, body) => {
      if (coming >= MOST_COMING)
        throw new ServerError('TOO_BUSY', `${coming} archives of photos are coming in already; try again when one has ended`, {
          retryAfterSeconds: 10,
        });
      coming++;
      try {
        return await receive(name, body);
      } finally {
        coming--;
      }
    },
    remove: async (name) => {
      const passing = path.join(folder, `${PASSING}${randomUUID()}`);
      await rename(path.join(folder, name), passing);
      await syncFolder(folder);
      await rm(passing, { recursive: true, force: true });
    },
    sweep: async () => {
      const names = await readdir(folder).catch(() => []);
      for (const name of names) if (name.startsWith(PASSING)) await rm(path.join(folder, name), { recursive: true, force: true });
    },
  };
}

async function writeBody(file: string, body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number> {
  let size = 0;
  async function* bounded(): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      size += piece.length;
      if (size > maxBytes)
        throw new ServerError(
          'PAYLOAD_TOO_LARGE',
          `the archive has more than the ${maxBytes} bytes allowed; send fewer photos, or smaller ones`,
        );
      yield piece;
    }
  }
  await pipeline(Readable.from(bounded(), { objectMode: false }), createWriteStream(file, { flags: 'wx' }));
  return size;
}

async function isThere(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined)) !== undefined;
}

function taken(name: string): ServerError {
  return new ServerError(
    'DATA_CONFLICT',
    `there are photos ${JSON.stringify(name)} already; give these another name, or remove those first`,
  );
}
