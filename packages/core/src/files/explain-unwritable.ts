import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** By what the system says; goes on from the name of the folder. */
const WHY: ReadonlyMap<string, string> = new Map([
  ['EROFS', 'lies on a disk that is read-only'],
  ['EACCES', 'may not be written by you'],
  ['EPERM', 'may not be written by you'],
  ['ENOTDIR', 'is a file, or lies below one'],
  ['EEXIST', 'is a file, or has one where a folder should be'],
]);

/** Why the home, the folder for everything that is kept, cannot be written, and what to do: one sentence of two lines at most.
 * @param home absolute.  @param error what the system said.
 * @param path what it was about, where the error does not name it.
 * @returns undefined where the home is not to blame: another reason, such as a full disk, or a path that is neither in the home nor on the way to it. */
export function explainUnwritableHome(home: string, error: unknown, path?: string): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const at = path ?? ('path' in error && typeof error.path === 'string' ? error.path : undefined);
  if (at === undefined || !(isWithin(at, home) || isWithin(home, at))) return undefined;
  // Where folders are made one in another, Node hides behind ENOENT that the disk is read-only.
  const hidden = error.code === 'ENOENT' && 'syscall' in error && error.syscall === 'mkdir';
  const code = hidden ? whyNotInside(at) : String(error.code);
  const why = code === undefined ? undefined : WHY.get(code);
  if (code === undefined || why === undefined) return undefined;
  return `the home ${home} ${why} (${code} at ${at}). Everything is kept there: give another folder with --home DIR or SUPCON_HOME.`;
}

/** What the system has against writing in the nearest folder above a path that is there. */
function whyNotInside(path: string): string | undefined {
  let folder = dirname(path);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
