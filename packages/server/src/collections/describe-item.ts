import { ServerError } from '../domain/errors.js';
import type { StoredItem } from '../domain/item-store.js';
import type { ItemDescription } from './collection-service.js';
import { itemTag } from './items/item-tag.js';

/** An item as it is shown. */
export function describeItem(item: StoredItem): ItemDescription {
  const { id, label, metadata, version, createdAt, updatedAt } = item;
  return { id, label, metadata, version, createdAt, updatedAt, tag: itemTag(item) };
}

/** That a collection has no item of an id. */
export function itemNotFound(collection: string, id: string): ServerError {
  return new ServerError('ITEM_NOT_FOUND', `collection '${collection}' has no item '${id}'`);
}
