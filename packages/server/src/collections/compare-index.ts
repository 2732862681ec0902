import type { Logger } from 'pino';
import type { CollectionRecord, ItemStore } from '../domain/item-store.js';
import { isUsable, similarityOf } from '../domain/unit-vector.js';
import type { VectorIndex } from '../domain/vector-index.js';

/** Says that an index cannot be brought up to its items and has to be made anew. */
export class IndexMismatch extends Error {}

/** Vectors that are compared one by one. */
const SAMPLE = 100;
/** Cosine of a vector with itself, as an index keeps it: 8 bits a number come to 0.998. */
const LEAST_SIMILARITY = 0.99;

/** What an index is held against. */
export interface ComparedItems {
  readonly store: Pick<ItemStore, 'vectors'>;
  readonly record: CollectionRecord;
  readonly logger: Logger;
}

/** Holds an index against the items that it should stand for: the keys of all, and the vectors of a sample. Neither is told by counts: an index that was
 * saved for other items, however many, would give wrong neighbours without a word.
 * @param unusable gets the keys that it lacks because their vectors are damaged. @param stored keys of all items, of the same moment as the index.
 * @throws IndexMismatch. */
export async function requireSameItems(
  { store, record, logger }: ComparedItems,
  { index, unusable }: { readonly index: Pick<VectorIndex, 'keys' | 'vectors'>; readonly unusable: Set<number> },
  stored: Uint32Array,
): Promise<void> {
  const held = new Set(await index.keys());
  const lacking = stored.filter((key) => !held.has(key) && !unusable.has(key));
  if (stored.length - lacking.length - unusable.size !== held.size) throw new IndexMismatch('it holds keys that no item has');
  if (lacking.length > SAMPLE) throw new IndexMismatch(`it lacks ${lacking.length} of ${stored.length} items`);
  for (const { key, vector } of await store.vectors(record, [...lacking])) {
    if (isUsable(vector, record.embeddingSize)) throw new IndexMismatch(`it lacks ${lacking.length} of ${stored.length} items`);
    logger.error({ key }, 'the vector of an item is damaged: it is not found by searches; add it anew');
    unusable.add(key);
  }
  await requireSameVectors({ store, record }, index, sampleOf(Uint32Array.from(held)));
}

async function requireSameVectors(
  { store, record }: Omit<ComparedItems, 'logger'>,
  index: Pick<VectorIndex, 'vectors'>,
  sample: Uint32Array,
): Promise<void> {
  const d = record.embeddingSize;
  const { keys, vectors } = await index.vectors(sample);
  const truth = new Map((await store.vectors(record, [...keys])).map(({ key, vector }) => [key, vector]));
  for (const [n, key] of keys.entries()) {
    const stored = truth.get(key);
    if (!stored || !isUsable(stored, d)) continue;
    const similarity = similarityOf(stored, vectors.subarray(n * d, (n + 1) * d));
    if (similarity !== undefined && similarity < LEAST_SIMILARITY)
      throw new IndexMismatch(`under key ${key} it holds another vector than the item has (cosine ${similarity.toFixed(3)})`);
  }
}

/** Some of all, evenly. */
function sampleOf(keys: Uint32Array): Uint32Array {
  const step = Math.max(1, Math.floor(keys.length / SAMPLE));
  return keys.filter((_, i) => i % step === 0).slice(0, SAMPLE);
}
