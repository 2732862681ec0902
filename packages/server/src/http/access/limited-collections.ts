import type { Response } from 'express';
import { outOfBounds } from '../../access/authorise.js';
import { mayTouch } from '../../access/principal.js';
import type { CollectionService } from '../../collections/collection-service.js';
import { limitCollections, type VisibleCollections } from '../../collections/limit-collections.js';
import { principalOf } from './principal-of.js';

/** The collections of whoever asks. Routes are given nothing else, so that none can forget to look whose they are. */
export type CollectionsOf = (response: Response) => VisibleCollections;

/** @returns what gives everybody the collections that its key is for. It throws Error where nobody has looked who asks. */
export function limitedCollections(collections: CollectionService): CollectionsOf {
  return (response) => {
    const principal = principalOf(response);
    if (principal.collections === undefined) return collections;
    return limitCollections(
      collections,
      (name) => mayTouch(principal, name),
      (name) => outOfBounds(principal, name),
    );
  };
}
