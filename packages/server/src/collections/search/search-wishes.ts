import { ServerError } from '../../domain/errors.js';
import { requireField, requireFilter } from '../../domain/filter-rules.js';
import type { Filter, FilterField } from '../../domain/filter.js';
import { requireItemId, requireK } from '../../domain/input-rules.js';

/** Items of one side that a search may be drawn by. */
export const MOST_EXAMPLES = 32;
/** Neighbours of a search that is to be diverse: each is compared with those before it. */
export const MOST_DIVERSE = 100;
/** Candidates of a graph that may be asked for. */
export const LARGEST_EF = 4096;
/** Neighbours of one group. */
export const LARGEST_GROUP = 100;

/** How a search is to go. */
export interface SearchWishes {
  /** Neighbours wanted. */
  readonly k: number;
  /** Only items that fit. */
  readonly filter?: Filter | undefined;
  /** Compare every item that fits. Default false. */
  readonly exact?: boolean | undefined;
  /** Candidates that a graph looks at, at least; what the index holds to be right by default. */
  readonly ef?: number | undefined;
  /** Leaves out what is less similar: a cosine. */
  readonly minSimilarity?: number | undefined;
  /** At most so many neighbours of one value of a field; items that lack it are one group. */
  readonly groupBy?: { readonly field: FilterField; readonly size: number } | undefined;
  /** Weighs similarity to the query against being unlike the neighbours before: 1 is similarity alone, 0 the other. */
  readonly diversity?: { readonly lambda: number } | undefined;
  /** Ids of items that the search is drawn to, and away from. */
  readonly like?: readonly string[] | undefined;
  readonly unlike?: readonly string[] | undefined;
  /** How much the query, the mean of `like` and that of `unlike` count. */
  readonly weights?: Weights | undefined;
  /** Leaves out the items that were asked with. Default: those of `like` and `unlike`, and no other. */
  readonly excludeSelf?: boolean | undefined;
}

/** How much each part of a query counts, 0 to 10. */
export interface Weights {
  readonly query?: number | undefined;
  readonly like?: number | undefined;
  readonly unlike?: number | undefined;
}

/** Wishes as callers may have them. @returns a copy. @throws ServerError BAD_REQUEST. */
export function requireWishes(wishes: SearchWishes): SearchWishes {
  const { exact, ef, minSimilarity, groupBy, diversity, weights, excludeSelf } = wishes;
  const k = requireK(wishes.k);
  if (diversity !== undefined && k > MOST_DIVERSE)
    throw new ServerError('BAD_REQUEST', `k: expected at most ${MOST_DIVERSE} with diversity, got ${k}`);
  return {
    k,
    filter: wishes.filter === undefined ? undefined : requireFilter(wishes.filter),
    exact: flag('exact', exact),
    ef: within('ef', ef, 1, LARGEST_EF, true),
    minSimilarity: within('minSimilarity', minSimilarity, -1, 1),
    groupBy: groupBy && {
      field: requireField(groupBy.field, 'groupBy.field'),
      size: within('groupBy.size', groupBy.size, 1, LARGEST_GROUP, true)!,
    },
    diversity: diversity && { lambda: within('diversity.lambda', diversity.lambda, 0, 1)! },
    like: requireExamples('like', wishes.like),
    unlike: requireExamples('unlike', wishes.unlike),
    weights: weights && {
      query: within('weights.query', weights.query, 0, 10),
      like: within('weights.like', weights.like, 0, 10),
      unlike: within('weights.unlike', weights.unlike, 0, 10),
    },
    excludeSelf: flag('excludeSelf', excludeSelf),
  };
}

function requireExamples(name: string, ids: readonly string[] | undefined): readonly string[] | undefined {
  if (ids === undefined) return undefined;
  if (!Array.isArray(ids) || ids.length > MOST_EXAMPLES)
    throw new ServerError(
      'BAD_REQUEST',
      `${name}: expected a list of at most ${MOST_EXAMPLES} ids, got ${Array.isArray(ids) ? ids.length : typeof ids}`,
    );
  return [...new Set(ids.map(requireItemId))];
}

function flag(name: string, value: boolean | undefined): boolean | undefined {
  if (value !== undefined && typeof value !== 'boolean')
    throw new ServerError('BAD_REQUEST', `${name}: expected true or false, got ${String(value)}`);
  return value;
}

function within(name: string, value: number | undefined, least: number, most: number, whole = false): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= least && value <= most) || (whole && !Number.isInteger(value)))
    throw new ServerError(
      'BAD_REQUEST',
      `${name}: expected a ${whole ? 'whole ' : ''}number from ${least} to ${most}, got ${String(value)}`,
    );
  return value;
}
