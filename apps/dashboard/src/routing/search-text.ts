/** A text of an address's search, whatever it reads like: the router reads values as JSON, so that `2026` which somebody wrote by hand comes as a number.
 * @returns undefined for what is none, or empty. */
export function searchText(value: unknown): string | undefined {
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isText && value !== '' ? String(value) : undefined;
}
