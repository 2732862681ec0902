import { useQuery } from '@tanstack/react-query';
import { useSession } from '../session/session.js';

const EVERY_MS = 5000;

/** Whether the server can answer, and why not; asked every five seconds. */
export function useReadiness() {
  const { client } = useSession();
  return useQuery({
    queryKey: ['ready'],
    queryFn: ({ signal }) => client.ready({ signal, retries: 0, timeoutMs: EVERY_MS }),
    refetchInterval: EVERY_MS,
  });
}
