import { mkdir, open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { syncFolder, writeFileAtomic } from '@supcon/core/files';
import { TrainError } from '../errors.js';

const noteSchema = z.strictObject({
  url: z.string(),
  /** ETag or date of the version whose beginning is kept; null where the server names none. */
  version: z.string().nullable(),
  /** Process that writes, so that two do not write into one file. */
  pid: z.int(),
});

type PartialNote = z.output<typeof noteSchema>;

/** The beginning of a download, `<path>.part`, and what is known about it, `<path>.part.json`. Both are gone once the file is complete. */
export interface PartialFile {
  readonly file: string;
  /** Bytes that are there already. */
  size(): Promise<number>;
  /** ETag or date of what is there; null where the server named none. */
  version(): string | null;
  /** Empties it and notes the version that comes now. */
  restart(version: string | null): Promise<void>;
  append(): Promise<FileHandle>;
  /** Gives the complete file its real name. */
  finish(): Promise<void>;
  /** Throws away what is there. */
  discard(): Promise<void>;
}

/** Opens what an earlier attempt at `url` left for `path`; the beginning of another address is thrown away. Folders are made.
 * @throws TrainError DOWNLOAD_FAILED while another process downloads the same file. */
export async function openPartialFile(path: string, url: string): Promise<PartialFile> {
  const file = `${path}.part`;
  const noteFile = `${file}.json`;
  await mkdir(dirname(path), { recursive: true });
  let note = await readNote(noteFile);
  if (note && note.pid !== process.pid && isAlive(note.pid))
    throw new TrainError(
      'DOWNLOAD_FAILED',
      `process ${note.pid} is downloading ${path} already: wait for it, or remove ${noteFile} if that process does something else`,
    );
  const discard = async (): Promise<void> => {
    await rm(file, { force: true });
    await rm(noteFile, { force: true });
    note = undefined;
  };
  const write = async (next: PartialNote): Promise<void> => {
    note = next;
    await writeFileAtomic(noteFile, JSON.stringify(next));
  };
  if (note?.url !== url) await discard();
  else await write({ ...note, pid: process.pid });
  return {
    file,
    size: async () => (note ? ((await stat(file).catch(() => undefined))?.size ?? 0) : 0),
    version: () => note?.version ?? null,
    restart: async (version) => {
      await writeFile(file, '');
      await write({ url, version, pid: process.pid });
    },
    append: () => open(file, 'a'),
    finish: async () => {
      const handle = await open(file, 'r+');
      await handle.sync().finally(() => handle.close());
      await rename(file, path);
      await rm(noteFile, { force: true });
      await syncFolder(dirname(path));
    },
    discard,
  };
}

async function readNote(noteFile: string): Promise<PartialNote | undefined> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(noteFile, 'utf8')));
  } catch {
    return undefined; // missing or damaged: the download begins anew
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
