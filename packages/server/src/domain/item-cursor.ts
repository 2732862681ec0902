import { ServerError } from './errors.js';

/** The cursor behind an item in a list that is ordered by key. */
export function cursorBehind(key: number): string {
  return String(key);
}

/** The key that a cursor stands behind, -1 for the beginning. @throws ServerError BAD_REQUEST for what no list gave out. */
export function keyOfCursor(cursor: string | undefined): number {
  if (cursor === undefined) return -1;
  const key = Number(cursor);
  if (!/^\d{1,10}$/.test(cursor) || key > 2 ** 32 - 2)
    throw new ServerError(
      'BAD_REQUEST',
      `after: '${cursor.slice(0, 40)}' is no cursor; send the 'next' of the page before, or nothing to begin`,
    );
  return key;
}
