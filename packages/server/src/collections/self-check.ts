import type { CollectionRecord, ItemStore, StoredItem } from '../domain/item-store.js';
import { isUsable } from '../domain/unit-vector.js';
import type { VectorIndex } from '../domain/vector-index.js';

/** What came of asking an index for items by their own vectors. */
export interface SelfCheck {
  /** ISO 8601. */
  readonly checkedAt: string;
  /** Items that were asked for. */
  readonly checked: number;
  /** Of them, those that were not found. */
  readonly missing: number;
  /** Of those, the ones that are found since they were put into the index anew. */
  readonly repaired: number;
}

/** What is checked. */
export interface CheckedCollection {
  readonly store: Pick<ItemStore, 'keys' | 'vectors' | 'byKeys'>;
  readonly record: CollectionRecord;
  readonly index: Pick<VectorIndex, 'search' | 'repair'>;
}

/** Items that are asked for while nothing is missing. */
export const CHECK_SAMPLE = 200;
const BATCH = 64;
/** Neighbours that are looked through: others may have the same vector. */
const NEAR = [1, 10, 100] as const;
/** Cosines closer than that are the same: rounding, and vectors of 8 bits. */
const EQUAL = 0.003;

/** Asks an index for items by their own vectors: some of them, evenly, and all of them when one is not found. What is not found is put into the index anew,
 * and asked for again.
 * @param now ISO 8601. @param options.sample how many are asked for at first. @throws the reason of the signal, and what the store and the index throw. */
export async function selfCheck(
  collection: CheckedCollection,
  now: string,
  { signal, sample = CHECK_SAMPLE }: { readonly signal: AbortSignal; readonly sample?: number },
): Promise<SelfCheck> {
  const keys = await collection.store.keys(collection.record);
  const step = Math.max(1, Math.floor(keys.length / sample));
  const some: Uint32Array = keys.filter((_, i) => i % step === 0).slice(0, sample);
  let checked = some;
  let missing = await notFound(collection, some, signal);
  if (missing.length > 0 && some.length < keys.length) {
    checked = keys;
    missing = await notFound(collection, keys, signal);
  }
  if (missing.length === 0) return { checkedAt: now, checked: checked.length, missing: 0, repaired: 0 };
  await repair(collection, missing);
  const left = await notFound(collection, Uint32Array.from(missing), signal);
  return { checkedAt: now, checked: checked.length, missing: missing.length, repaired: missing.length - left.length };
}

async function notFound(collection: CheckedCollection, keys: Uint32Array, signal: AbortSignal): Promise<number[]> {
  const { store, record } = collection;
  const missing: number[] = [];
  for (let at = 0; at < keys.length; at += BATCH) {
    signal.throwIfAborted();
    for (const { key, vector } of await store.vectors(record, [...keys.subarray(at, at + BATCH)]))
      if (isUsable(vector, record.embeddingSize) && !(await isFound(collection, key, vector))) missing.push(key);
  }
  // What was removed meanwhile is not missing.
  return (await store.byKeys(record, missing)).map(({ key }) => key);
}

async function isFound({ index }: CheckedCollection, key: number, vector: Float32Array): Promise<boolean> {
  if (vector.every((value) => value === 0)) return true;
  for (const k of NEAR) {
    const { hits } = await index.search({ vector, k });
    if (hits.some((hit) => hit.key === key)) return true;
    // Where others are not as near, it would have been among them; where there are only such, it cannot be told.
    if (hits.length < k || hits.some(({ similarity }) => similarity < 1 - EQUAL)) return false;
  }
  return true;
}

async function repair({ store, record, index }: CheckedCollection, keys: readonly number[]): Promise<void> {
  const items = new Map<number, StoredItem>((await store.byKeys(record, keys)).map((item) => [item.key, item]));
  for (let at = 0; at < keys.length; at += BATCH) {
    const vectors = await store.vectors(record, keys.slice(at, at + BATCH));
    await index.repair(
      vectors.flatMap(({ key, vector }) => {
        const item = items.get(key);
        if (!item) return [];
        const { id, label, metadata, createdAt } = item;
        return [{ key, id, vector, label, metadata, createdAt }];
      }),
    );
  }
}
