import { NotFoundError } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import { pollMs } from './poll-ms.js';

/** One run with its configuration, kept up to date. A run that is not there is not asked for again. */
export function useRun(id: string) {
  const { client } = useSession();
  return useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => client.runs.get(id, { signal }),
    refetchInterval: ({ state }) => (state.error instanceof NotFoundError ? false : pollMs(state.data === undefined ? [] : [state.data])),
  });
}
