import { ServerError } from '../../domain/errors.js';
import type { Filter } from '../../domain/filter.js';
import type { CollectionRecord, ItemStore } from '../../domain/item-store.js';
import { keysOf } from './matching-items.js';

const STEP = 500;

/** Vectors of a collection at one moment, on their way out. */
export interface ExportedVectors {
  /** How many there are. */
  readonly rows: number;
  /** D. */
  readonly columns: number;
  /** Unit float32 [D] each, in the order in which the items were added. @throws ServerError ITEM_NOT_FOUND where one is deleted before its turn. */
  readonly vectors: AsyncIterable<Float32Array>;
}

/** The vectors of all items that fit now, some hundreds in memory at a time. */
export async function exportVectors(
  store: Pick<ItemStore, 'keys' | 'keysMatching' | 'vectors'>,
  collection: CollectionRecord,
  filter: Filter | undefined,
): Promise<ExportedVectors> {
  const keys = await keysOf(store, collection, filter);
  return { rows: keys.length, columns: collection.embeddingSize, vectors: vectorsOf(store, collection, keys) };
}

async function* vectorsOf(
  store: Pick<ItemStore, 'vectors'>,
  collection: CollectionRecord,
  keys: Uint32Array,
): AsyncGenerator<Float32Array> {
  for (let from = 0; from < keys.length; from += STEP) {
    const step = [...keys.subarray(from, from + STEP)];
    const found = await store.vectors(collection, step);
    if (found.length < step.length)
      throw new ServerError('ITEM_NOT_FOUND', `collection '${collection.name}': an item was deleted while its vectors were exported`);
    for (const { vector } of found) yield vector;
  }
}
