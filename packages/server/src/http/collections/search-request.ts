import type { components } from '@supcon/sdk/schema';
import type { SearchQuery } from '../../collections/collection-service.js';
import type { SearchWishes } from '../../collections/search/search-wishes.js';
import { ServerError } from '../../domain/errors.js';
import { float32OfText } from '../../domain/float32-text.js';
import type { Filter, FilterField } from '../../domain/filter.js';

type SearchRequest = components['schemas']['SearchRequest'];

const DEFAULT_K = 10;
const WISHES: readonly string[] = [
  ...['k', 'filter', 'exact', 'ef', 'minSimilarity', 'groupBy', 'diversity', 'like', 'unlike', 'weights', 'excludeSelf'],
];

/** What a JSON body looks for: a vector, an item, or nothing but what its wishes say. @throws ServerError BAD_REQUEST. */
export function queryOf({ vector, itemId }: SearchRequest): SearchQuery | undefined {
  if (vector !== undefined && itemId !== undefined)
    throw new ServerError('BAD_REQUEST', "the body has both 'vector' and 'itemId'; send one of them, and items to be drawn to in 'like'");
  if (itemId !== undefined) return { itemId };
  if (vector === undefined) return undefined;
  return { vector: typeof vector === 'string' ? float32OfText(vector) : vector };
}

/** How a JSON body wants it. */
export function wishesOf({ k = DEFAULT_K, filter, groupBy, ...more }: Omit<SearchRequest, 'vector' | 'itemId'>): SearchWishes {
  return {
    k,
    // What they really are is looked at by the use case.
    filter: filter as Filter | undefined,
    groupBy: groupBy && { field: groupBy.field as FilterField, size: groupBy.size ?? 1 },
    ...more,
  };
}

/** How a form wants it, in its field `search`. @param k of the address, which counts where the field says none. @throws ServerError BAD_REQUEST. */
export function wishesOfForm(text: string | undefined, k: number): SearchWishes {
  if (text === undefined) return { k };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ServerError('BAD_REQUEST', 'search: it is not JSON; send an object, e.g. {"k":5,"filter":{"field":"label","eq":"apple"}}', {
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ServerError('BAD_REQUEST', 'search: a JSON object is needed, e.g. {"k":5}');
  const unknown = Object.keys(value).find((key) => !WISHES.includes(key));
  if (unknown !== undefined)
    throw new ServerError(
      'BAD_REQUEST',
      `search: '${unknown.slice(0, 80)}' cannot be said beside a picture; known are ${WISHES.join(', ')}`,
    );
  return wishesOf({ k, ...value });
}
