import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** The end of a file of a run, in UTF-8. Its first character may be cut where it is not whole.
 * @param mostBytes are read at most.
 * @returns undefined where there is no such file; a link, a folder or a pipe is none. */
export async function readBoundedFile(
  runFolder: string,
  name: string,
  mostBytes: number,
): Promise<{ readonly text: string; readonly whole: boolean } | undefined> {
  let handle: FileHandle | undefined;
  try {
    // A link may lead out of the run, and a pipe would be waited for without end. (Windows has neither flag, and an undefined one counts as none.)
    handle = await open(path.join(runFolder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (!found.isFile()) return undefined;
    const buffer = Buffer.alloc(Math.min(found.size, mostBytes));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, found.size - buffer.length);
    return { text: buffer.toString('utf8', 0, bytesRead), whole: found.size <= mostBytes };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENXIO' || code === 'EISDIR') return undefined;
    throw error;
  } finally {
    await handle?.close();
  }
}
