import type { Request } from 'express';
import type { WantedTags } from '../../collections/items/item-tag.js';
import { ServerError } from '../../domain/errors.js';

const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e]*"/;
const LIST = new RegExp(`^\\s*${ENTITY_TAG.source}(?:\\s*,\\s*${ENTITY_TAG.source})*\\s*$`);

/** The states that a request is ready to change, by its `If-Match` (RFC 9110, 13.1.1): weak tags are compared as ones that never fit.
 * @returns undefined where it says nothing. @throws ServerError BAD_REQUEST. */
export function wantedTags(request: Pick<Request, 'headers'>): WantedTags | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  if (!LIST.test(header))
    throw new ServerError(
      'BAD_REQUEST',
      `If-Match: '${header.slice(0, 80)}' is no list of entity tags; send the ETag of the item as it came, with its quotes, or *`,
    );
  return [...header.matchAll(new RegExp(ENTITY_TAG, 'g'))].flatMap(([tag]) => (tag.startsWith('W/') ? [] : [tag.slice(1, -1)]));
}
