/** Beginnings of absolute paths: of Unix, of Windows with a drive, of a Windows share. */
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/;

/** Whether a text begins as an absolute path does, on whatever machine it was written. */
export function isAbsolutePath(text: string): boolean {
  return ABSOLUTE.test(text);
}

/** JSON in which absolute paths are shown by their last name alone, `…/flowers`: where somebody's files lie on the machine is not for everybody who may see what was trained with them. */
export function withoutPaths(value: unknown): unknown {
  if (typeof value === 'string') return isAbsolutePath(value) ? `…/${value.split(/[\\/]/).filter(Boolean).at(-1) ?? ''}` : value;
  if (Array.isArray(value)) return value.map(withoutPaths);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, withoutPaths(own)]));
}
