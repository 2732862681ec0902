import type { Filter } from '../../domain/filter.js';
import type { CollectionRecord, ItemStore, StoredItem } from '../../domain/item-store.js';
import { matchingItems } from './matching-items.js';

/** An item on its way out. */
export interface ExportedItem {
  readonly item: StoredItem;
  /** Unit float32 [D]; undefined where none were asked for. */
  readonly vector: Float32Array | undefined;
}

/** All items that fit, in the order in which they were added, some hundreds in memory at a time. What is there all the while and is not replaced comes once; what is deleted between its
 * row and its vector is left out. */
export async function* exportItems(
  store: Pick<ItemStore, 'list' | 'vectors'>,
  collection: CollectionRecord,
  { filter, vectors }: { readonly filter?: Filter | undefined; readonly vectors: boolean },
): AsyncGenerator<ExportedItem> {
  for await (const items of matchingItems(store, collection, filter)) {
    if (!vectors) {
      for (const item of items) yield { item, vector: undefined };
      continue;
    }
    const keys = items.map(({ key }) => key);
    const byKey = new Map((await store.vectors(collection, keys)).map(({ key, vector }) => [key, vector]));
    for (const item of items) {
      const vector = byKey.get(item.key);
      if (vector) yield { item, vector };
    }
  }
}
