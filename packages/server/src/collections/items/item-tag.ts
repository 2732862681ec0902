import { ServerError } from '../../domain/errors.js';
import type { CollectionRecord, Expectation, ItemStore, StoredItem } from '../../domain/item-store.js';

/** Which states of an item a caller is ready to change: those of these tags, or any. */
export type WantedTags = readonly string[] | 'any';

/** Names one state of one item: another one whenever it is changed, replaced, or added again under its id. Opaque to callers, without quotes. */
export function itemTag({ key, version }: Pick<StoredItem, 'key' | 'version'>): string {
  return `${key}-${version}`;
}

/** What a write has to expect so that it changes only what its caller has seen.
 * @param tags undefined for whatever is there. @throws ServerError ITEM_CHANGED where the item is in none of those states. */
export async function expectationOf(
  store: Pick<ItemStore, 'get'>,
  record: CollectionRecord,
  id: string,
  tags: WantedTags | undefined,
): Promise<Expectation> {
  if (tags === undefined || tags === 'any') return {};
  const item = await store.get(record, id);
  // One that is missing is told by the write itself.
  if (!item) return {};
  if (!tags.includes(itemTag(item))) throw itemChanged(item);
  return { ifKey: item.key, ifVersion: item.version };
}

/** That an item is not in a state that its caller has seen. */
export function itemChanged(item: StoredItem): ServerError {
  return new ServerError(
    'ITEM_CHANGED',
    `item '${item.id}' is at "${itemTag(item)}" (version ${item.version}), which If-Match does not name; read it again, and change that`,
  );
}
