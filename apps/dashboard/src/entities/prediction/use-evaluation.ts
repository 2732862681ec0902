import { NotFoundError, type Evaluation } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';

/** The key of everything that is read of a collection's predictions: what a job for them makes stale. */
export function predictionsKey(collection: string): readonly string[] {
  return ['predictions', collection];
}

/** How right a model is about a collection; null where it has not classified it yet.
 * @param model `name/version`; nothing is asked without one. */
export function useEvaluation(collection: string, model: string | undefined) {
  const { client } = useSession();
  return useQuery({
    queryKey: [...predictionsKey(collection), 'evaluation', model],
    queryFn: async ({ signal }): Promise<Evaluation | null> => {
      try {
        return await client.collections.evaluation(collection, { model }, { signal });
      } catch (error) {
        if (error instanceof NotFoundError && error.code === 'PREDICTIONS_NOT_FOUND') return null;
        throw error;
      }
    },
    enabled: model !== undefined,
    retry: false,
  });
}
