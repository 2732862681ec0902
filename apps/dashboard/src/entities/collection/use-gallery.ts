import type { Collection } from '@supcon/sdk';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import { sampleGallery } from './sample-gallery.js';

/** A few varied pictures of a collection.
 * @param collection undefined while there is none to look into.
 * @param seed another one gives other pictures. */
export function useGallery(collection: Pick<Collection, 'name' | 'embeddingSize' | 'items'> | undefined, seed: number) {
  const { client } = useSession();
  return useQuery({
    queryKey: ['gallery', collection?.name, collection?.items, seed],
    queryFn: ({ signal }) => (collection === undefined ? [] : sampleGallery(client, collection, seed, signal)),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    enabled: collection !== undefined && collection.items > 0,
  });
}
