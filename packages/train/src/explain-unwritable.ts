import { TrainError } from './errors.js';

/** What operating systems say of a place that cannot be written, and what it means. */
const WHY: ReadonlyMap<string, string> = new Map([
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'you may not write there'],
  ['EPERM', 'you may not write there'],
  ['ENOTDIR', 'a file lies where a folder should be'],
  ['EEXIST', 'a file lies where a folder should be'],
  ['EISDIR', 'a folder has that name'],
  ['ENOENT', 'no folder can be made there'],
  ['ENAMETOOLONG', 'the name is too long'],
]);
/** What they say when there is no room: disk, quota, largest file size. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Turns the error of a file that could not be written (`writeFileAtomic`) into one that names it and says what to do; any other error is returned as it is. */
export function explainUnwritable(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('writing' in error)) return error;
  const [code, file] = [String(error.code), String(error.writing)];
  if (NO_ROOM.has(code))
    return new TrainError('DISK_FULL', `no room left to write ${file} (${code}); free some space, or write to another disk`, {
      cause: error,
    });
  const why = WHY.get(code);
  if (why === undefined) return error;
  return new TrainError('UNWRITABLE', `${file} cannot be written: ${why} (${code}); give another place`, { cause: error });
}
