import type { Filter } from '../../domain/filter.js';
import type { CollectionRef, ItemStore, StoredItem } from '../../domain/item-store.js';
import { keysOf } from './matching-items.js';

/** Items drawn at random without putting back: those whose keys a seed gives the smallest of pairwise different numbers (a bottom-k sample). The same seed gives
 * the same ones of the same collection, and an item that comes or goes changes at most one.
 * @param size at least 1. @param seed a whole number, 0 to 2^32 - 1. @returns in the order of those numbers, and of how many they were drawn. */
export async function sampleItems(
  store: Pick<ItemStore, 'keys' | 'keysMatching' | 'byKeys'>,
  collection: CollectionRef,
  { filter, size, seed }: { readonly filter?: Filter | undefined; readonly size: number; readonly seed: number },
): Promise<{ readonly items: readonly StoredItem[]; readonly of: number }> {
  const keys = await keysOf(store, collection, filter);
  const start = mix(seed);
  const ranked = Array.from(keys, (key) => ({ key, rank: mix(key ^ start) })).sort((a, b) => a.rank - b.rank);
  const items = await store.byKeys(
    collection,
    ranked.slice(0, size).map(({ key }) => key),
  );
  return { items, of: keys.length };
}

/** The finaliser of MurmurHash3: a bijection of 32-bit numbers, so that keys never share a rank. */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
