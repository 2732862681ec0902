import type { components } from '@supcon/sdk/schema';
import type { SearchAnswer } from '../../collections/collection-service.js';
import { itemAddress } from './item-address.js';

/** Neighbours as the API shows them. @param basePath before the addresses of their pictures. */
export function describeNeighbours(
  neighbours: SearchAnswer['neighbours'],
  collection: string,
  basePath: string,
): components['schemas']['Neighbour'][] {
  return neighbours.map(({ id, label, metadata, similarity }) => ({
    ...{ id, label, metadata: { ...metadata } },
    thumbnailUrl: `${itemAddress(basePath, collection, id)}/thumbnail`,
    similarity,
  }));
}
