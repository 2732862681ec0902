import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import { itemsKey } from './items-key.js';

/** Pictures that are asked for. */
const LOOK_ALIKES = 8;

/** How the pictures that look like one of a collection are asked for. */
export function lookAlikesRequest(id: string) {
  return { itemId: id, k: LOOK_ALIKES, excludeSelf: true } as const;
}

/** What looks like a picture of a collection, most similar first. @param id undefined while there is none to ask about. */
export function useLookAlikes(collection: string, id: string | undefined) {
  const { client } = useSession();
  return useQuery({
    queryKey: [...itemsKey(collection), 'like', id],
    queryFn: ({ signal }) => client.search(collection, lookAlikesRequest(id!), { signal }),
    enabled: id !== undefined,
    retry: false,
  });
}
