import type { BlobStore } from '../../domain/blob-store.js';
import { matchesFilter, type Filter } from '../../domain/filter.js';
import type { ItemStore, StoredItem, Write, WriteResult } from '../../domain/item-store.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { dropPictures } from '../picture-blobs.js';
import { withCurrent } from '../with-current.js';
import { matchingItems } from './matching-items.js';

/** What removing needs. */
export interface RemoveMatchingDeps {
  readonly registry: CollectionRegistry;
  readonly store: ItemStore;
  readonly blobs: BlobStore;
}

/** How items are removed. */
export interface RemovalOptions {
  /** Ends it early, with its reason thrown; what was removed is gone. */
  readonly signal?: AbortSignal | undefined;
  /** Hears how many are removed. */
  readonly onProgress?: (removed: number) => void;
  /** The purge that they are removed for, which then has to delete their pictures; without one they are deleted here. */
  readonly purge?: string;
}

/** The filter of what fits now: what is added later stays, also over a restart or an exchange of the collection.
 * @param now ISO 8601. */
export function fittingNow(filter: Filter, now: string): Filter {
  return { and: [filter, { field: 'createdAt', range: { lte: now } }] };
}

/** Removes every item that fits, with its pictures, one commit for many; done twice it comes to the same. An item that is changed meanwhile is looked at again, and
 * stays where it does not fit any more.
 * @returns how many this call removed.
 * @throws ServerError COLLECTION_NOT_FOUND, NOT_READY, STORAGE_FULL. */
export async function removeMatching(
  { registry, store, blobs }: RemoveMatchingDeps,
  name: string,
  filter: Filter,
  { signal, onProgress = () => undefined, purge }: RemovalOptions = {},
): Promise<number> {
  let removed = 0;
  const forPurge = purge === undefined ? {} : { purge };
  const remove = async (found: StoredItem): Promise<void> => {
    let item: StoredItem | undefined = found;
    while (item && matchesFilter(filter, item)) {
      const write: Write = { type: 'remove', id: item.id, ifKey: item.key, ifVersion: item.version, ...forPurge };
      const result: WriteResult = await withCurrent(registry, name, (collection) => collection.write(write));
      if (result.type === 'removed') {
        removed++;
        if (purge === undefined) await dropPictures(blobs, result.item.blob);
      }
      item = result.type === 'stale' ? result.item : undefined;
    }
  };
  await withCurrent(registry, name, async ({ record }) => {
    for await (const items of matchingItems(store, record, filter, signal)) {
      await Promise.all(items.map(remove));
      onProgress(removed);
    }
  });
  return removed;
}
