import type { RunSummary } from '@supcon/sdk';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import { loadRunEvents } from './load-run-events.js';

/** All events of a run as of its last report: a run that has reported nothing new is not asked for again.
 * @param enabled false while nobody sees it. */
export function useRunEvents(run: RunSummary, enabled: boolean) {
  const { client } = useSession();
  return useQuery({
    queryKey: ['run-events', run.id, run.updatedAt, run.status],
    queryFn: async ({ signal }) => (await loadRunEvents(client, run.id, 0, signal)).events,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    enabled,
  });
}
