/** Beginnings of absolute paths inside a text: of Unix, of Windows with a drive, of a Windows share. What goes before must not be part of a word, a relative path or an address. */
const ABSOLUTE = /(?<![\w.…/\\:-])(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]|\\\\)(?:[^\s'"`,;:()<>]*[\\/])?([^\s'"`,;:()<>\\/]*)/g;

/** Text for people in which absolute paths are shown by their last name alone, `…/flowers`.
 * @param home shown as SUPCON_HOME, so that what lies in it can still be found. */
export function hidePaths(text: string, home: string): string {
  return text.replaceAll(home, 'SUPCON_HOME').replace(ABSOLUTE, (path, last: string) => (path.length > 1 ? `…/${last}` : path));
}
