import type { Response } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { ItemDescription } from '../../collections/collection-service.js';
import { itemAddress } from '../collections/item-address.js';

/** An item as the API shows it. @param basePath before its address. */
export function showItem(item: ItemDescription, collection: string, basePath: string): components['schemas']['Item'] {
  const { id, label, metadata, version, createdAt, updatedAt } = item;
  const thumbnailUrl = `${itemAddress(basePath, collection, id)}/thumbnail`;
  return { id, label, metadata: { ...metadata }, version, createdAt, updatedAt, thumbnailUrl };
}

/** Says which state of an item an answer shows, so that a client may ask whether there is another one, and change only that. */
export function tagItem(response: Response, { tag }: ItemDescription): Response {
  return response.set('ETag', `"${tag}"`).set('Cache-Control', 'private, no-cache');
}
