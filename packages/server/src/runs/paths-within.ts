import { isAbsolutePath, withoutPaths } from './without-paths.js';

/** An absolute path where a word begins, up to the next blank, quote or bracket; the slashes of an address of the web begin none. */
const PATH = /(^|[\s'"`([{<=,;]|file:\/\/|:(?!\/\/))((?:\/|[A-Za-z]:[\\/]|\\\\)[^\s'"`)\]}<>,;:]+)/g;

/** Lines in which absolute paths are shown by their last name alone. Paths that the run was configured with are known as they are, blanks and all; others end where a word ends.
 * @param config of the run. */
export function withoutPathsWithin<T extends { readonly text: string }>(lines: readonly T[], config: unknown): T[] {
  const known = [...absolutePaths(config)].sort((a, b) => b.length - a.length);
  return lines.map((line) => {
    const text = known.reduce((rest, path) => rest.replaceAll(path, withoutPaths(path) as string), line.text);
    return { ...line, text: text.replace(PATH, (_, before: string, path: string) => `${before}${withoutPaths(path) as string}`) };
  });
}

function absolutePaths(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    // The root of a disk is in every path.
    const bare = value.replace(/[\\/]+$/, '');
    if (isAbsolutePath(value) && bare.length > 2) found.add(bare);
  } else if (typeof value === 'object' && value !== null) Object.values(value).forEach((own) => absolutePaths(own, found));
  return found;
}
