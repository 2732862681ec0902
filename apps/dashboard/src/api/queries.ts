import { SupconApiError, type RunSummary } from '@supcon/sdk';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { loadRunEvents } from './load-run-events.js';
import { sampleGallery } from './sample-gallery.js';
import { useSession } from './session.js';

const SECOND = 1000;

/** The SDK has tried again already where that could help. */
export const QUERY_DEFAULTS = { queries: { retry: false, refetchOnWindowFocus: true, staleTime: SECOND } } as const;

export function useReadiness() {
  const { client, apiKey } = useSession();
  return useQuery({
    queryKey: ['ready', apiKey],
    queryFn: ({ signal }) => client.ready({ signal, retries: 0, timeoutMs: 5 * SECOND }),
    refetchInterval: 5 * SECOND,
  });
}

export function useModels() {
  const { client, apiKey } = useSession();
  return useQuery({ queryKey: ['models', apiKey], queryFn: ({ signal }) => client.models.list({ signal }), refetchInterval: 30 * SECOND });
}

export function useCollections() {
  const { client, apiKey } = useSession();
  return useQuery({
    queryKey: ['collections', apiKey],
    queryFn: ({ signal }) => client.collections.list({ signal }),
    refetchInterval: 15 * SECOND,
  });
}

/** Every run, newest first; asked for often while one is running. */
export function useRuns() {
  const { client, apiKey } = useSession();
  return useQuery({
    queryKey: ['runs', apiKey],
    queryFn: ({ signal }) => client.runs.list({ signal }),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === 'running') === true ? 2 * SECOND : 6 * SECOND),
  });
}

export function useRun(id: string) {
  const { client, apiKey } = useSession();
  return useQuery({
    queryKey: ['run', id, apiKey],
    queryFn: ({ signal }) => client.runs.get(id, { signal }),
    refetchInterval: ({ state }) => {
      if (state.error instanceof SupconApiError && state.error.status === 404) return false;
      return state.data?.status === 'running' ? 2 * SECOND : 6 * SECOND;
    },
  });
}

/** All events of a run as of its last report: a run that has reported nothing new is not asked for again.
 * @param enabled false while nobody sees it. */
export function useRunEvents(run: RunSummary, enabled: boolean) {
  const { client, apiKey } = useSession();
  return useQuery({
    queryKey: ['run-events', run.id, run.updatedAt, run.status, apiKey],
    queryFn: async ({ signal }) => (await loadRunEvents(client, run.id, 0, signal)).events,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** A few varied pictures of a collection.
 * @param seed another one gives other pictures. */
export function useGallery(
  collection: { readonly name: string; readonly embeddingSize: number; readonly items: number } | undefined,
  seed: number,
) {
  const { client, apiKey } = useSession();
  return useQuery({
    queryKey: ['gallery', collection?.name, collection?.items, seed, apiKey],
    queryFn: ({ signal }) => (collection === undefined ? [] : sampleGallery(client, collection, seed, signal)),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    enabled: collection !== undefined && collection.items > 0,
  });
}
