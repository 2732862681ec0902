import { useInfiniteQuery } from '@tanstack/react-query';
import { predictionsKey } from '../../entities/prediction/use-evaluation.js';
import { useSession } from '../../session/session.js';

const PAGE = 60;

/** What a model says of the pictures of a cell, most wrong first, a page more each time one is asked for. */
export function useCellPictures(
  collection: string,
  model: string,
  { label, predicted }: { readonly label: string; readonly predicted: string },
) {
  const { client } = useSession();
  return useInfiniteQuery({
    queryKey: [...predictionsKey(collection), 'cell', model, label, predicted],
    queryFn: ({ pageParam, signal }) =>
      client.collections.predictions(
        collection,
        { model, label, predicted, sort: label === predicted ? 'leastConfident' : 'mostWrong', limit: PAGE, after: pageParam },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    retry: false,
  });
}
