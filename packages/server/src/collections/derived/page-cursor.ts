import { ServerError } from '../../domain/errors.js';

const CURSOR = /^([0-9a-f]{1,16})-(\d{1,9})$/;

/** Where a page of something begins whose state is named by lower-case letters a to f and digits. */
export function pageCursor(state: string | number, place: number): string {
  return `${state}-${place}`;
}

/** The place that a cursor names; 0 for none. Pages are of one state: a cursor of another is refused, so that nobody puts two together.
 * @param what they are pages of, for people. @throws ServerError BAD_REQUEST. */
export function placeOf(after: string | undefined, state: string | number, what: string): number {
  if (after === undefined) return 0;
  const [, of, place] = CURSOR.exec(after) ?? [];
  if (of !== String(state))
    throw new ServerError('BAD_REQUEST', `after: '${after.slice(0, 40)}' is no cursor of ${what}; begin again without it`);
  return Number(place);
}
