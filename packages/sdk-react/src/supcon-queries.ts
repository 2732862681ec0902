import type { ClassifyOptions, CurvesOptions, Filter, JobQuery, SearchWishes, SupconClient, VectorQuery } from '@supcon/sdk';
import { infiniteQueryOptions, keepPreviousData, queryOptions, skipToken } from '@tanstack/react-query';
import { imageKey, type KeptImage } from './image-key.js';
import { jobInterval, jobsInterval, runInterval, runsInterval } from './poll-interval.js';
import { supconKeys } from './supcon-keys.js';

/** The client asks again by itself where that helps; asking again around it would multiply its patience. */
const ONCE = { retry: false } as const;
/** Of a picture that stays as it is. A sent picture is not asked about again because a window came to the front. */
const KEPT = { ...ONCE, staleTime: Infinity, refetchOnWindowFocus: false } as const;

/** Which items a page holds. */
export interface ItemsQuery {
  /** Default: all. */
  readonly filter?: Filter | undefined;
  /** Items on a page, 1 to 1,000. Default 100. */
  readonly limit?: number | undefined;
}

/** What is to be found: by an item, a vector or what is liked, or by a picture. */
export type FoundBy = VectorQuery | (SearchWishes & { readonly image: KeptImage; readonly vector?: never; readonly itemId?: never });

/** How a picture is classified. */
export type Classified = Omit<ClassifyOptions, 'signal'>;

/** Options for `useQuery`, `useInfiniteQuery`, `prefetchQuery`, `ensureQueryData` and whatever else TanStack Query takes them for: what is asked of the server, under which key of
 * `supconKeys` the answer is kept, and how soon it is asked for again. A query that nobody looks at any more is aborted on the server too.
 * @example
 * const { data } = useQuery(supconQueries(client).models()); */
export function supconQueries(client: SupconClient) {
  const keys = supconKeys(client);
  return {
    /** Every model on the server, every half a minute. */
    models: () =>
      queryOptions({ ...ONCE, queryKey: keys.models, queryFn: ({ signal }) => client.models.list({ signal }), refetchInterval: 30_000 }),

    /** Every collection, by name, four times a minute. */
    collections: () =>
      queryOptions({
        ...ONCE,
        queryKey: keys.collections,
        queryFn: ({ signal }) => client.collections.list({ signal }),
        refetchInterval: 15_000,
      }),

    collection: (name: string) =>
      queryOptions({ ...ONCE, queryKey: keys.collection(name), queryFn: ({ signal }) => client.collections.get(name, { signal }) }),

    /** Items in the order in which they were added, a page more each time `fetchNextPage` asks for one. */
    itemPages: (collection: string, { filter, limit }: ItemsQuery = {}) =>
      infiniteQueryOptions({
        ...ONCE,
        queryKey: keys.items(collection, 'pages', { filter, limit }),
        queryFn: ({ pageParam, signal }) => client.items.page(collection, { filter, limit, after: pageParam }, { signal }),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: ({ next }) => next,
        placeholderData: keepPreviousData,
      }),

    /** How many items have which label, the most frequent first. */
    labels: (collection: string, { filter, limit = 1000 }: ItemsQuery = {}) =>
      queryOptions({
        ...ONCE,
        queryKey: keys.items(collection, 'labels', { filter, limit }),
        queryFn: ({ signal }) => client.items.facets(collection, { field: 'label', limit, ...(filter ? { filter } : {}) }, { signal }),
      }),

    /** One item, with the tag that `ifMatch` of a change takes. */
    item: (collection: string, id: string) =>
      queryOptions({
        ...ONCE,
        queryKey: keys.items(collection, 'one', id),
        queryFn: async ({ signal }) => {
          const item = await client.items.get(collection, id, { signal });
          return { item, tag: client.items.tag(item) };
        },
      }),

    /** The small picture of an item; `useThumbnail` gives it an address. */
    thumbnail: (collection: string, id: string) =>
      queryOptions({
        ...KEPT,
        queryKey: keys.items(collection, 'thumbnail', id),
        queryFn: ({ signal }) => client.items.thumbnail(collection, id, { signal }),
      }),

    /** What looks most like a picture, an item or a vector. @param query undefined while there is none: nothing is asked then. */
    search: (collection: string, query: FoundBy | undefined) =>
      queryOptions({
        ...KEPT,
        queryKey: keys.searches(collection, query ? searchKey(query) : 'none'),
        queryFn: query ? ({ signal }) => client.search(collection, query, { signal }) : skipToken,
        // `requestIdOf` knows an answer by the object that it is.
        structuralSharing: false,
      }),

    /** What is in a picture. @param image undefined while none is chosen: nothing is asked then. */
    classification: (image: KeptImage | undefined, options: Classified = {}) =>
      queryOptions({
        ...KEPT,
        queryKey: keys.answers(image ? imageKey(image) : 'none', { ...options }),
        queryFn: image ? ({ signal }) => client.classify(image, { ...options, signal }) : skipToken,
        structuralSharing: false,
      }),

    /** Every training, newest first; asked for often while one of them runs. */
    runs: () =>
      queryOptions({
        ...ONCE,
        queryKey: keys.runs,
        queryFn: ({ signal }) => client.runs.list({ signal }),
        refetchInterval: ({ state }) => runsInterval(state.data),
      }),

    /** One training with its configuration, kept up to date; one that is not there is not asked for again. */
    run: (id: string) =>
      queryOptions({
        ...ONCE,
        queryKey: keys.run(id),
        queryFn: ({ signal }) => client.runs.get(id, { signal }),
        refetchInterval: ({ state }) => runInterval(state.data, state.error),
      }),

    /** What trainings reported over their epochs, thinned by the server.
     * @param seen changes when they have reported more, as `updatedAt` does: without it they are asked for once. */
    curves: (ids: readonly string[], { names, points }: Pick<CurvesOptions, 'names' | 'points'> = {}, seen = '') =>
      queryOptions({
        ...ONCE,
        queryKey: [...keys.runs, 'curves', ids, { names, points }, seen],
        queryFn: ({ signal }) => client.runs.curves(ids, { names, points, signal }),
        staleTime: Infinity,
        placeholderData: keepPreviousData,
      }),

    /** A job until it has ended, every second. */
    job: (id: string) =>
      queryOptions({
        ...ONCE,
        queryKey: keys.job(id),
        queryFn: ({ signal }) => client.jobs.get(id, { signal }),
        refetchInterval: ({ state }) => jobInterval(state.data, state.error),
      }),

    /** Jobs, newest first; asked for often while one of them waits or runs. */
    jobs: (query: Omit<JobQuery, 'after'> = {}) =>
      queryOptions({
        ...ONCE,
        queryKey: [...keys.jobs, { ...query }],
        queryFn: ({ signal }) => client.jobs.list(query, { signal }),
        refetchInterval: ({ state }) => jobsInterval(state.data?.jobs),
      }),

    /** What the server takes at most. */
    limits: () => queryOptions({ ...ONCE, queryKey: keys.limits, queryFn: ({ signal }) => client.limits({ signal }), staleTime: Infinity }),
  };
}

/** Names a search in a cache, which compares keys as JSON: a picture by its number, a vector by its numbers. */
function searchKey(query: FoundBy): Readonly<Record<string, unknown>> {
  if ('image' in query) return { ...query, image: imageKey(query.image) };
  return query.vector === undefined ? { ...query } : { ...query, vector: [...query.vector] };
}
