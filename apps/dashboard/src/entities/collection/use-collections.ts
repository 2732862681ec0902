import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';

/** Every collection, by name. */
export function useCollections() {
  const { client } = useSession();
  return useQuery({ queryKey: ['collections'], queryFn: ({ signal }) => client.collections.list({ signal }), refetchInterval: 15_000 });
}
