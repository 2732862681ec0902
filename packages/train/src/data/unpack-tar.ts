import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Parser } from 'tar';
import { TrainError } from '../errors.js';
import { createArchiveTarget, type UnpackOptions } from './archive-target.js';

/** Unpacks files of a .tar or .tar.gz, chosen and placed by `place`. When it throws, nothing is being written any more: the caller may clear the folder away.
 * @returns how many were written.  @throws TrainError DOWNLOAD_FAILED for an archive that is damaged, or unsafe (`createArchiveTarget`). */
export async function unpackTar(path: string, options: UnpackOptions): Promise<number> {
  const target = createArchiveTarget(basename(path), options);
  const failures: unknown[] = [];
  const entries: Promise<unknown>[] = [];
  let writes: Promise<void>[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      try {
        const kind = entry.type === 'File' || entry.type === 'OldFile' ? 'file' : entry.type === 'Directory' ? 'folder' : 'other';
        const file = failures.length > 0 ? undefined : target.accept({ path: entry.path, kind, size: entry.size });
        if (file === undefined) entry.resume();
        else
          entries.push(
            entry.concat().then(
              (content) => {
                if (failures.length === 0) writes.push(target.write(file, content));
              },
              (error: unknown) => failures.push(error),
            ),
          );
      } catch (error) {
        failures.push(error);
        entry.resume();
      }
    },
  });
  const ended = once(parser, 'end').catch((error: unknown) => failures.push(error));
  /** Not further than the disk: what is read and not yet written lies in memory. */
  const settle = async (): Promise<void> => {
    const begun = writes;
    writes = [];
    for (const outcome of await Promise.allSettled(begun)) if (outcome.status === 'rejected') failures.push(outcome.reason);
    if (failures.length > 0) throw failures[0];
  };
  try {
    for await (const chunk of createReadStream(path)) {
      parser.write(chunk as Buffer);
      await settle();
    }
    parser.end();
    await ended;
    await settle();
    await Promise.all(entries);
    await settle();
  } catch (cause) {
    failures.push(cause);
    await Promise.allSettled(writes);
    throw explain(cause, path);
  }
  return target.files;
}

function explain(cause: unknown, path: string): unknown {
  if (cause instanceof TrainError) return cause;
  const { code, syscall, message } = cause as NodeJS.ErrnoException;
  // A failed write is the disk's fault, not the archive's.
  if (syscall !== undefined) return cause;
  return new TrainError(
    'DOWNLOAD_FAILED',
    `${basename(path)} is not a whole tar archive (${code ?? 'unknown'}: ${message}). Delete it and fetch it again.`,
    { cause },
  );
}
