import type { Response } from 'express';
import { outOfBounds } from '../../access/authorise.js';
import { mayTouch } from '../../access/principal.js';
import type { CollectionService } from '../../collections/collection-service.js';
import type { ItemService } from '../../collections/items/item-service.js';
import { limitCollections, limitItems, type VisibleCollections } from '../../collections/limit-collections.js';
import { principalOf } from './principal-of.js';

/** The collections of whoever asks. Routes are given nothing else, so that none can forget to look whose they are. */
export type CollectionsOf = (response: Response) => VisibleCollections;

/** The items of the collections of whoever asks. */
export type ItemsOf = (response: Response) => ItemService;

/** @returns what gives everybody the collections that its key is for. It throws Error where nobody has looked who asks. */
export function limitedCollections(collections: CollectionService): CollectionsOf {
  return (response) => limited(response, collections, (...bounds) => limitCollections(collections, ...bounds));
}

/** @returns the same of items. */
export function limitedItems(items: ItemService): ItemsOf {
  return (response) => limited(response, items, (...bounds) => limitItems(items, ...bounds));
}

function limited<T>(response: Response, all: T, limit: (mayTouch: (name: string) => boolean, refuse: (name: string) => Error) => T): T {
  const principal = principalOf(response);
  if (principal.collections === undefined) return all;
  return limit(
    (name) => mayTouch(principal, name),
    (name) => outOfBounds(principal, name),
  );
}
