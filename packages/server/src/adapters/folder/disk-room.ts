import { statfs } from 'node:fs/promises';
import { ServerError } from '../../domain/errors.js';

/** Asks for room before something is stored, so that a full disk is met by a refusal and not in the middle of a write.
 * @param leastBytes free bytes below which is refused. @returns a check that looks at the disk at most once a second.
 * @throws ServerError STORAGE_FULL (by the check). */
export function createDiskRoom(folder: string, leastBytes: number): () => Promise<void> {
  let checkedAt = -Infinity;
  let free = 0;
  return async () => {
    const now = performance.now();
    if (now - checkedAt > 1000) {
      const { bavail, bsize } = await statfs(folder);
      free = bavail * bsize;
      checkedAt = now;
    }
    if (free < leastBytes)
      throw new ServerError('STORAGE_FULL', `the disk has ${free} bytes left, ${leastBytes} are kept free; make room and try again`);
  };
}
