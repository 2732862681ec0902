import { ServerError } from '../../domain/errors.js';

const MOST_LEVELS = 16;
/** Of one part of a path, bytes: what file systems take. */
const MOST_PART_BYTES = 255;
/** What Windows takes for a device, whatever its ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/** The parts of the path of an archive's entry. Windows separators count as separators.
 * @throws ServerError BAD_ARCHIVE for a path that leads out of the folder, or has a part that no file system, or not every one, takes as it is. */
export function photoEntryName(path: string): readonly string[] {
  const refuse = (what: string): never => {
    const shown = JSON.stringify(path.length > 120 ? `${path.slice(0, 120)}...` : path);
    throw new ServerError('BAD_ARCHIVE', `the archive's entry ${shown} ${what}; nothing of the archive was kept`);
  };
  const plain = path.replaceAll('\\', '/');
  if (plain.startsWith('/') || /^[a-z]:/i.test(plain)) refuse('has an absolute path');
  const parts = plain.split('/').filter((part, index, all) => part !== '.' && !(part === '' && index === all.length - 1));
  if (parts.length > MOST_LEVELS) refuse(`lies deeper than ${MOST_LEVELS} folders`);
  for (const part of parts) {
    if (part === '..') refuse('leads out of its folder (..)');
    if (part === '') refuse('has a folder without a name in its path');
    if (/[\p{Cc}\u2028\u2029]/u.test(part)) refuse('has a control character in its name');
    if (Buffer.byteLength(part) > MOST_PART_BYTES) refuse(`has a name of more than ${MOST_PART_BYTES} bytes`);
    if (DEVICE.test(part)) refuse('has the name of a device of Windows; rename it');
  }
  return parts;
}

/** Paths without the one folder that all of them lie in, where there are folders below it that can be the classes.
 * @param isSplit whether a name is that of a split: such a folder stays. */
export function withoutTopFolder(
  paths: readonly (readonly string[])[],
  isSplit: (name: string) => boolean,
): readonly (readonly string[])[] {
  const top = paths[0]?.[0];
  if (top === undefined || isSplit(top)) return paths;
  const isWrapped = paths.every((path) => path[0] === top) && paths.some((path) => path.length > 2);
  return isWrapped
    ? withoutTopFolder(
        paths.map((path) => path.slice(1)),
        isSplit,
      )
    : paths;
}
