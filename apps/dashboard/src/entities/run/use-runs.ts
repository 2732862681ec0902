import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import { pollMs } from './poll-ms.js';

/** Every run, newest first; asked for often while one is running. */
export function useRuns() {
  const { client } = useSession();
  return useQuery({
    queryKey: ['runs'],
    queryFn: ({ signal }) => client.runs.list({ signal }),
    refetchInterval: ({ state }) => pollMs(state.data ?? []),
  });
}
