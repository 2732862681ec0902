import { ServerError } from '../../domain/errors.js';

/** The last: a limit on the size of files (RLIMIT_FSIZE, or the file system's own). */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** Too many open files, a file system that is busy or was mounted anew: what passes by itself. */
const PASSING = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY', 'ESTALE', 'ETIMEDOUT']);
/** A folder of that name is no file of that name. */
const MISSING = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ERR_FS_EISDIR']);

/** What a failed file operation means to who asked: STORAGE_FULL, NOT_READY where trying again may help, or the error itself. */
export function fileError(cause: unknown): unknown {
  const code = codeOf(cause);
  if (FULL.has(code)) return new ServerError('STORAGE_FULL', 'the disk is full: nothing was stored; make room and try again', { cause });
  if (PASSING.has(code))
    return new ServerError('NOT_READY', `the folder of pictures cannot be used at the moment (${code}); try again`, {
      cause,
      retryAfterSeconds: 1,
    });
  return cause;
}

/** Whether an operation failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return MISSING.has(codeOf(error));
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code);
}
