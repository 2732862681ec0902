import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPromise, type Entry } from 'yauzl';
import { TrainError } from '../errors.js';
import { createArchiveTarget, type ArchiveEntry, type UnpackOptions } from './archive-target.js';

const MADE_ON_UNIX = 3;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

/** Unpacks files of a .zip, chosen and placed by `place`. The size an entry claims is held while it is read.
 * @returns how many were written.  @throws TrainError DOWNLOAD_FAILED for an archive that is damaged, or unsafe (`createArchiveTarget`). */
export async function unpackZip(path: string, options: UnpackOptions): Promise<number> {
  const target = createArchiveTarget(basename(path), options);
  try {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) {
        const file = target.accept(describe(entry));
        if (file === undefined) continue;
        const content = await buffer(await zip.openReadStreamPromise(entry));
        await target.write(file, content);
      }
    } finally {
      zip.close();
    }
  } catch (cause) {
    if (cause instanceof TrainError || (cause as NodeJS.ErrnoException).syscall !== undefined) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrainError('DOWNLOAD_FAILED', `${basename(path)} is not a whole zip archive (${reason}). Delete it and fetch it again.`, {
      cause,
    });
  }
  return target.files;
}

function describe(entry: Entry): ArchiveEntry {
  const { fileName: path, uncompressedSize: size } = entry;
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  const special = entry.versionMadeBy >> 8 === MADE_ON_UNIX && type !== 0 && type !== REGULAR;
  return { path, size, kind: path.endsWith('/') ? 'folder' : special ? 'other' : 'file' };
}
