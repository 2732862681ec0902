import { randomUUID } from 'node:crypto';
import { ServerError } from '../../domain/errors.js';
import { requireFilter } from '../../domain/filter-rules.js';
import { requireCollectionName, requireItemId } from '../../domain/input-rules.js';
import type { NewPurge, Purge } from '../../domain/purge-store.js';
import { itemNotFound } from '../describe-item.js';
import { expectationOf, itemChanged } from '../items/item-tag.js';
import { expectedMissing, REMOVED_AT_ONCE, unexpectedCount } from '../items/plan-removal.js';
import { fittingNow } from '../items/remove-matching.js';
import { withCurrent } from '../with-current.js';
import { removeRest, type ErasePendingDeps } from './erase-pending.js';
import { purgeNotFound } from './purge-not-found.js';
import type { PurgeService } from './purge-service.js';

/** What purging needs. */
export interface PurgeServiceDeps extends Omit<ErasePendingDeps, 'holders' | 'indexes'> {
  /** How many items fit. @throws ServerError COLLECTION_NOT_FOUND. */
  readonly count: (collection: string, filter: NonNullable<NewPurge['filter']>) => Promise<number>;
  /** Sees to it that what is pending is erased soon, here or elsewhere. */
  readonly wake: (purge: Purge) => Promise<void>;
}

/** Purges of a collection that one that is repeated is looked for in, the newest. */
const LOOKED_THROUGH = 1000;

/** Purges as callers ask for them: written down first, then removed, then erased in the background. */
export function createPurgeService(deps: PurgeServiceDeps): PurgeService {
  const { registry, store, purges, now } = deps;
  const none = new AbortController().signal;
  const found = async (id: string): Promise<Purge> => {
    const purge = await purges.get(id);
    if (!purge) throw purgeNotFound(id);
    return purge;
  };
  const woken = async (id: string): Promise<Purge> => {
    const purge = await found(id);
    await deps.wake(purge);
    return purge;
  };
  /** Removes at once what is little; much is left to the background. */
  const begin = async (purge: Omit<NewPurge, 'id'>, items: number): Promise<Purge> => {
    const begun = await purges.begin({ ...purge, id: randomUUID() }, now());
    if (items > REMOVED_AT_ONCE) return woken(begun.id);
    // What fails here is written down, and done in the background.
    await removeRest(deps, { ...begun, filter: purge.filter }, none).catch(() => undefined);
    return woken(begun.id);
  };
  /** So that whoever lost the answer may ask again. */
  const purgedBefore = async (name: string, isIt: (purge: Purge) => boolean): Promise<Purge | undefined> =>
    (await purges.list({ names: [name], limit: LOOKED_THROUGH })).purges.find(isIt);
  return {
    item: async (name, itemId, tags) => {
      const id = requireItemId(itemId);
      const purge = randomUUID();
      const result = await withCurrent(registry, requireCollectionName(name), async (collection) =>
        collection.write({ type: 'remove', id, purge, ...(await expectationOf(store, collection.record, id, tags)) }),
      );
      if (result.type === 'missing') {
        const before = await purgedBefore(name, ({ what, ids }) => what !== 'collection' && ids.includes(id));
        if (before) return before;
        throw itemNotFound(name, id);
      }
      if (result.type === 'stale') throw itemChanged(result.item);
      // Where this fails, erasing says it once more.
      await purges.removed(purge, now()).catch(() => undefined);
      return woken(purge);
    },
    matching: async (name, { filter: wanted, expected }) => {
      if (expected === undefined) throw expectedMissing();
      const { record } = await registry.get(requireCollectionName(name));
      const filter = fittingNow(requireFilter(wanted), now());
      const matched = await deps.count(record.name, filter);
      if (expected !== null && matched !== expected) throw unexpectedCount(record.name, matched, expected);
      const purge = await begin({ what: 'items', collection: record.number, name: record.name, filter }, matched);
      return { matched, purge };
    },
    collection: async (name) => {
      const record = await registry.get(requireCollectionName(name)).then(
        (found) => found.record,
        (error: unknown) => (isGone(error) ? undefined : Promise.reject(error as Error)),
      );
      if (!record) {
        const before = await purgedBefore(name, ({ what }) => what === 'collection');
        if (before) return before;
        throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}', and none of that name was purged of late`);
      }
      if (record.name !== name) throw ofAlias(name, record.name);
      const { items } = (await store.collection(name)) ?? record;
      return begin({ what: 'collection', collection: record.number, name, filter: null }, items);
    },
    deleted: () => begin({ what: 'deleted', collection: null, name: null, filter: null }, 0),
    get: found,
    list: (query) => purges.list(query),
  };
}

function ofAlias(alias: string, name: string): ServerError {
  return new ServerError('COLLECTION_NOT_FOUND', `'${alias}' is an alias of the collection '${name}'; purge that by its name`);
}

function isGone(error: unknown): boolean {
  return error instanceof ServerError && error.code === 'COLLECTION_NOT_FOUND';
}
