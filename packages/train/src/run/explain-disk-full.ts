import { TrainError } from '../errors.js';

/** What operating systems say when there is no room: disk, quota, largest file size. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Turns an error of the file system about missing room into one that says what to do; any other error is returned as it is.
 * @param goOn the command that goes on afterwards. */
export function explainDiskFull(error: unknown, goOn: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || !NO_ROOM.has(String(error.code))) return error;
  const path = 'path' in error && typeof error.path === 'string' ? ` writing ${error.path}` : '';
  return new TrainError(
    'DISK_FULL',
    `no room left${path} (${String(error.code)}). What was saved before is whole; free some space, or move SUPCON_HOME to a larger disk, then go on with: ${goOn}`,
    { cause: error },
  );
}
