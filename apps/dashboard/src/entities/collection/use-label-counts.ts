import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import { itemsKey } from './items-key.js';

/** Labels that can be chosen, the most frequent ones. */
const MOST_LABELS = 1000;

/** How many pictures have which label. */
export function useLabelCounts(collection: string | undefined) {
  const { client } = useSession();
  return useQuery({
    queryKey: [...itemsKey(collection ?? ''), 'labels'],
    queryFn: async ({ signal }) =>
      (await client.items.facets(collection!, { field: 'label', limit: MOST_LABELS }, { signal })).values.map(({ value, count }) => ({
        label: value === null ? null : String(value),
        count,
      })),
    enabled: collection !== undefined,
  });
}
