import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';

/** What there is to train on, and whether the server is allowed to; for admins alone.
 * @param isAdmin nothing is asked while it is not true. */
export function useDataSets(isAdmin: boolean | undefined) {
  const { client } = useSession();
  return useQuery({
    queryKey: ['data'],
    queryFn: ({ signal }) => client.data.list({ signal }),
    enabled: isAdmin === true,
    // The server counts the photos each time.
    staleTime: 30_000,
  });
}
