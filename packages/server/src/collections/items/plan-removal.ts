import { ServerError } from '../../domain/errors.js';
import { requireFilter } from '../../domain/filter-rules.js';
import type { Filter } from '../../domain/filter.js';
import { requireCollectionName } from '../../domain/input-rules.js';
import type { Job, JobQueue, Json } from '../../domain/job-queue.js';
import type { CollectionRegistry } from '../collection-registry.js';
import type { ItemService } from './item-service.js';
import { fittingNow } from './remove-matching.js';

/** The kind of job that removes the items that fit a filter. */
export const REMOVE = 'items.delete';
/** Items that are removed while the caller waits; more are a job. */
export const REMOVED_AT_ONCE = 1000;

/** What such a job is told. */
export type RemovalPayload = {
  readonly collection: string;
  /** Of what was there when it was planned. */
  readonly filter: Json;
  /** How many fitted then. */
  readonly matched: number;
};

/** What is wanted. */
export interface RemovalRequest {
  readonly filter: Filter;
  /** How many items the caller expects to fit; null for however many. Only a dry run goes without. */
  readonly expected: number | null | undefined;
  /** Only counts. */
  readonly dryRun: boolean;
}

/** What came of it. */
export interface Removal {
  /** How many items fitted. */
  readonly matched: number;
  readonly deleted: number;
  /** What removes them, where they are many. */
  readonly job?: Job;
}

/** What planning needs. */
export interface PlanRemovalDeps {
  readonly registry: Pick<CollectionRegistry, 'get'>;
  readonly items: Pick<ItemService, 'count' | 'removeMatching'>;
  readonly queue: Pick<JobQueue, 'enqueue'>;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Removes the items that fit a filter now: few of them at once, many in the background.
 * @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND, UNEXPECTED_COUNT, NOT_READY, STORAGE_FULL, TOO_BUSY. */
export async function planRemoval(
  { registry, items, queue, now }: PlanRemovalDeps,
  name: string,
  { filter: wanted, expected, dryRun }: RemovalRequest,
): Promise<Removal> {
  const { record } = await registry.get(requireCollectionName(name));
  if (!dryRun && expected === undefined) throw expectedMissing();
  const at = now();
  const filter = fittingNow(requireFilter(wanted), at);
  const matched = await items.count(record.name, filter);
  if (dryRun) return { matched, deleted: 0 };
  if (expected !== null && matched !== expected) throw unexpectedCount(record.name, matched, expected);
  if (matched <= REMOVED_AT_ONCE) return { matched, deleted: await items.removeMatching(record.name, filter) };
  const payload: RemovalPayload = { collection: record.name, filter: filter as unknown as Json, matched };
  return { matched, deleted: 0, job: (await queue.enqueue({ kind: REMOVE, payload }, at)).job };
}

/** The refusal where it was not said how many items are meant. */
export function expectedMissing(): ServerError {
  return new ServerError(
    'BAD_REQUEST',
    'expected: say how many items are to go, as dryRun counts them, or null for however many there are',
  );
}

/** The refusal where another number of items fits than was expected. */
export function unexpectedCount(name: string, matched: number, expected: number | undefined): ServerError {
  return new ServerError(
    'UNEXPECTED_COUNT',
    `collection '${name}': ${matched} items fit the filter, ${expected} were expected; nothing was deleted. Look at them, then send the number that is meant`,
    { details: { matched, expected } },
  );
}
