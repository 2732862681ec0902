import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { TrainError } from '../errors.js';

/** Where the files of an archive go, and how much of it is taken at most. */
export interface UnpackOptions {
  /** An empty or new folder. */
  readonly folder: string;
  /** Where a file of the archive goes, relative to `folder`; undefined leaves it out. */
  readonly place: (path: string) => string | undefined;
  /** Of one file, bytes. Default 64 MiB. */
  readonly maxFileBytes?: number;
  /** Of all files that are kept, bytes. Default 8 GiB. */
  readonly maxTotalBytes?: number;
  /** Entries, kept or not. Default a million. */
  readonly maxEntries?: number;
  /** @param files kept so far. */
  readonly onFile?: (files: number) => void;
}

/** One entry of an archive, whatever its format. */
export interface ArchiveEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** As the archive says, bytes. */
  readonly size: number;
}

/** Decides on every entry of an archive, and writes the files. */
export interface ArchiveTarget {
  /** @returns the file to write, or undefined for an entry to pass over. @throws TrainError DOWNLOAD_FAILED */
  accept(entry: ArchiveEntry): string | undefined;
  write(target: string, content: Uint8Array): Promise<void>;
  readonly files: number;
}

/** Nothing is written but regular files, below `folder`, once each, within limits. An archive with an entry that tries otherwise is refused
 * whole, even where that entry would have been left out: whoever packs such an entry means harm.
 * @param archive for messages. */
export function createArchiveTarget(archive: string, options: UnpackOptions): ArchiveTarget {
  const { folder, place, maxFileBytes = 64 * 2 ** 20, maxTotalBytes = 8 * 2 ** 30, maxEntries = 1_000_000, onFile } = options;
  const taken = new Set<string>();
  let [entries, total, files] = [0, 0, 0];
  const refuse = (why: string): never => {
    throw new TrainError('DOWNLOAD_FAILED', `${archive} is refused: ${why}. Nothing of it was kept.`);
  };
  return {
    accept: ({ path, kind, size }) => {
      if (++entries > maxEntries) refuse(`it has more than ${maxEntries} entries`);
      if (!isInside(path)) refuse(`its entry ${JSON.stringify(path)} leads out of the folder`);
      const target = kind === 'folder' ? undefined : place(path);
      if (target === undefined) return undefined;
      if (kind !== 'file') refuse(`its entry ${path} is a link or a device where a picture was expected`);
      if (!isInside(target)) refuse(`its entry ${path} would be written to ${target}`);
      // Also on disks that do not tell upper from lower case, or know one letter in two forms.
      const key = target.normalize('NFC').toLowerCase();
      if (taken.has(key)) refuse(`two of its entries would be written to ${target}`);
      taken.add(key);
      if (size > maxFileBytes) refuse(`its entry ${path} has ${size} bytes, more than ${maxFileBytes}`);
      total += size;
      if (total > maxTotalBytes) refuse(`it unpacks to more than ${maxTotalBytes} bytes`);
      return join(folder, target);
    },
    write: async (target, content) => {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content, { flag: 'wx' });
      files++;
      onFile?.(files);
    },
    get files() {
      return files;
    },
  };
}

function isInside(path: string): boolean {
  if (path === '' || path.includes('\0') || path.includes('\\') || /^([a-z]:|\/)/i.test(path)) return false;
  return !path.split('/').includes('..') && posix.normalize(path) !== '..';
}
