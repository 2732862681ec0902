import { matchesFilter, type Filter } from '../domain/filter.js';
import type { CollectionRecord, ItemStore, StoredItem } from '../domain/item-store.js';
import type { IndexAnswer, VectorIndex, VectorIndexes } from '../domain/vector-index.js';

/** How to search a collection. */
export interface SearchOptions {
  /** Neighbours wanted, at least 1. */
  readonly k: number;
  /** Only items that fit. */
  readonly filter?: Filter | undefined;
  /** Whether every vector is to be compared that fits; false by default. */
  readonly exact?: boolean | undefined;
  /** Candidates that a graph looks at, at least `k`; what the index holds to be right by default. */
  readonly ef?: number | undefined;
  /** Leaves out what is less similar: a cosine, -1..1. */
  readonly minSimilarity?: number | undefined;
}

/** What a search found, and how. */
export interface FoundItems extends Omit<IndexAnswer, 'hits'> {
  /** Best first. */
  readonly neighbours: readonly { readonly item: StoredItem; readonly similarity: number }[];
}

/** What is searched. */
export interface SearchedCollection {
  readonly store: ItemStore;
  readonly record: CollectionRecord;
  readonly index: VectorIndex;
  readonly capabilities: VectorIndexes['capabilities'];
}

/** Searches that find items gone or changed are repeated so often. */
const ATTEMPTS = 3;

/** The items nearest to a vector. The index and the store are asked one after the other; what was removed or patched in between is looked for anew, and
 * nothing is given back that does not fit when it is read.
 * @param vector float32 [D]. @throws ServerError BAD_VECTOR, BAD_REQUEST, NOT_READY, COLLECTION_NOT_FOUND. */
export async function searchItems(searched: SearchedCollection, vector: Float32Array, options: SearchOptions): Promise<FoundItems> {
  const { k, filter, exact, ef, minSimilarity = -1 } = options;
  for (let attempt = 1; ; attempt++) {
    const among = await lookedAt(searched, filter);
    const query = { vector, k, ...among, ...(exact === undefined ? {} : { exact }), ...(ef === undefined ? {} : { ef }) };
    const { hits, ...plan } = await searched.index.search(query);
    const near = hits.filter(({ similarity }) => similarity >= minSimilarity);
    const similarities = new Map(near.map(({ key, similarity }) => [key, similarity]));
    const items = await searched.store.byKeys(searched.record, [...similarities.keys()]);
    const fitting = filter === undefined ? items : items.filter((item) => matchesFilter(filter, item));
    // Where one is missing though k were found, another one takes its place.
    if (fitting.length < near.length && hits.length === k && attempt < ATTEMPTS) continue;
    return { neighbours: fitting.map((item) => ({ item, similarity: similarities.get(item.key)! })), ...plan };
  }
}

async function lookedAt(
  { store, record, capabilities }: SearchedCollection,
  filter: Filter | undefined,
): Promise<{ filter?: Filter; among?: Uint32Array }> {
  if (filter === undefined) return {};
  return capabilities.filters ? { filter } : { among: (await store.keysMatching(record, filter)).keys };
}
