import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';

/** Every model on the server's machine. */
export function useModels() {
  const { client } = useSession();
  return useQuery({ queryKey: ['models'], queryFn: ({ signal }) => client.models.list({ signal }), refetchInterval: 30_000 });
}
