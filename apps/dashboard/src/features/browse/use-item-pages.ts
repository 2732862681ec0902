import type { Filter } from '@supcon/sdk';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { itemsKey } from '../../entities/collection/items-key.js';
import { predictionsKey } from '../../entities/prediction/use-evaluation.js';
import { useSession } from '../../session/session.js';
import type { WantedPrediction } from './browse-search.js';

const PAGE = 200;

/** Pictures of a collection, in the order in which they were added, a page more each time one is asked for. */
export function useItemPages(collection: string, filter: Filter | undefined, enabled: boolean) {
  const { client } = useSession();
  return useInfiniteQuery({
    queryKey: [...itemsKey(collection), 'pages', filter],
    queryFn: ({ pageParam, signal }) => client.items.page(collection, { filter, limit: PAGE, after: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Pictures that the model which serves says something of, most wrong first, a page more each time one is asked for; nothing is asked without a wish. */
export function usePredictedPages(collection: string, wanted: (WantedPrediction & { readonly label?: string }) | undefined) {
  const { client } = useSession();
  return useInfiniteQuery({
    queryKey: [...predictionsKey(collection), 'browse', wanted],
    queryFn: ({ pageParam, signal }) =>
      client.collections.predictions(collection, { ...wanted, sort: 'mostWrong', limit: PAGE, after: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    enabled: wanted !== undefined,
    retry: false,
  });
}

/** One picture of a collection. */
export function useItem(collection: string, id: string) {
  const { client } = useSession();
  return useQuery({
    queryKey: [...itemsKey(collection), 'one', id],
    // Its state belongs to what was read: a change names it.
    queryFn: async ({ signal }) => {
      const item = await client.items.get(collection, id, { signal });
      return { item, tag: client.items.tag(item) };
    },
    retry: false,
  });
}
