import { isAbsolutePath, withoutPaths } from './without-paths.js';

/** An absolute path where a word begins, up to the next blank, quote or bracket; the slashes of an address of the web begin none. */
const PATH = /(^|[\s'"`([{<=,;]|file:\/\/|:(?!\/\/))((?:\/|[A-Za-z]:[\\/]|\\\\)[^\s'"`)\]}<>,;:]+)/g;

/** JSON in whose texts absolute paths are shown by their last name alone. Paths that the run was configured with are known as they are, blanks and all; others end where a word ends.
 * @param config of the run; undefined where it is not at hand. */
export function withoutPathsWithin<T>(value: T, config: unknown): T {
  const known = [...absolutePaths(config)].sort((a, b) => b.length - a.length);
  const hide = (text: string): string =>
    known
      .reduce((rest, path) => rest.replaceAll(path, withoutPaths(path) as string), text)
      .replace(PATH, (_, before: string, path: string) => `${before}${withoutPaths(path) as string}`);
  return mapTexts(value, hide) as T;
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((own: unknown) => mapTexts(own, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, mapTexts(own, map)]));
}

function absolutePaths(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    // The root of a disk is in every path.
    const bare = value.replace(/[\\/]+$/, '');
    if (isAbsolutePath(value) && bare.length > 2) found.add(bare);
  } else if (typeof value === 'object' && value !== null) Object.values(value).forEach((own) => absolutePaths(own, found));
  return found;
}
