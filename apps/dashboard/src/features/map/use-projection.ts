import { NotFoundError } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { itemsKey } from '../../entities/collection/items-key.js';
import { useSession } from '../../session/session.js';
import type { Method } from './map-state.js';

/** The key of a collection's map. */
export function projectionKey(collection: string, method: Method): readonly string[] {
  return [...itemsKey(collection), 'projection', method];
}

/** Where the items of a collection lie; null where nobody has had that computed. Read once: a map does not change below the eyes of whoever looks at it. */
export function useProjection(collection: string, method: Method) {
  const { client } = useSession();
  return useQuery({
    queryKey: projectionKey(collection, method),
    queryFn: async ({ signal }) => {
      try {
        return await client.collections.projectionColumns(collection, { method }, { signal });
      } catch (error) {
        if (error instanceof NotFoundError && error.code === 'PROJECTION_NOT_FOUND') return null;
        throw error;
      }
    },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    // Comparing hundreds of thousands of ids with those of before gains nothing.
    structuralSharing: false,
    retry: false,
  });
}
