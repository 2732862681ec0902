import { TrainError } from './errors.js';

const WHY: ReadonlyMap<string, string> = new Map([
  ['EROFS', 'lies on a disk that is read-only'],
  ['EACCES', 'may not be written by you'],
  ['EPERM', 'may not be written by you'],
  ['ENOTDIR', 'is a file, or lies below one'],
  ['EEXIST', 'is a file'],
]);

/** Turns an error of the file system about a home that cannot be written into one that says what to do; any other error is returned as it is.
 * @param home as `homeFolder` gives it. */
export function explainHome(error: unknown, home: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error) || typeof error.path !== 'string') return error;
  const why = WHY.get(String(error.code));
  if (why === undefined || !(error.path === home || error.path.startsWith(`${home}/`))) return error;
  return new TrainError(
    'BAD_HOME',
    `the home ${home} ${why} (${String(error.code)} at ${error.path}). Everything is kept there: give another folder with --home DIR or SUPCON_HOME.`,
    { cause: error },
  );
}
