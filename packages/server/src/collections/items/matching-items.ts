import type { Filter } from '../../domain/filter.js';
import type { CollectionRef, ItemStore, StoredItem } from '../../domain/item-store.js';

const STEP = 500;

/** All items that fit, in the order in which they were added, a page at a time. Those that are there all the while and are not replaced come once.
 * @param signal ends it early, with its reason thrown. */
export async function* matchingItems(
  store: Pick<ItemStore, 'list'>,
  collection: CollectionRef,
  filter: Filter | undefined,
  signal?: AbortSignal,
): AsyncGenerator<readonly StoredItem[]> {
  for (let after: string | undefined; ;) {
    signal?.throwIfAborted();
    const page = await store.list(collection, {
      limit: STEP,
      ...(filter === undefined ? {} : { filter }),
      ...(after === undefined ? {} : { after }),
    });
    if (page.items.length > 0) yield page.items;
    if (page.next === undefined) return;
    after = page.next;
  }
}

/** Keys of the items that fit, ascending, at one moment. */
export async function keysOf(
  store: Pick<ItemStore, 'keys' | 'keysMatching'>,
  collection: CollectionRef,
  filter: Filter | undefined,
): Promise<Uint32Array> {
  return filter === undefined ? store.keys(collection) : (await store.keysMatching(collection, filter)).keys;
}
