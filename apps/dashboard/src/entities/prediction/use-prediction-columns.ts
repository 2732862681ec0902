import { NotFoundError } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import { predictionsKey } from './use-evaluation.js';

/** What a model says of every item of a collection, in columns; null where it has not classified it yet.
 * @param model `name/version`; nothing is asked without one. */
export function usePredictionColumns(collection: string, model: string | undefined) {
  const { client } = useSession();
  return useQuery({
    queryKey: [...predictionsKey(collection), 'columns', model],
    queryFn: async ({ signal }) => {
      try {
        return await client.collections.predictionColumns(collection, { model }, { signal });
      } catch (error) {
        if (error instanceof NotFoundError && error.code === 'PREDICTIONS_NOT_FOUND') return null;
        throw error;
      }
    },
    enabled: model !== undefined,
    staleTime: Infinity,
    // Comparing hundreds of thousands of ids with those of before gains nothing.
    structuralSharing: false,
    retry: false,
  });
}
