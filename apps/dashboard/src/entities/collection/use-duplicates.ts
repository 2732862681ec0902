import { NotFoundError, type Duplicate } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';

/** Groups that are read; who has dealt with them finds the rest. */
const MOST_GROUPS = 100;

/** What the last search for near-duplicates found. */
export interface FoundDuplicates {
  readonly groups: readonly (readonly Duplicate[])[];
  /** Whether there are more than were read. */
  readonly more: boolean;
}

/** The key of what is known of a collection's near-duplicates. */
export function duplicatesKey(collection: string): readonly string[] {
  return ['duplicates', collection];
}

/** Groups of near-duplicates, the largest first; null where nobody has looked for them. */
export function useDuplicates(collection: string) {
  const { client } = useSession();
  return useQuery({
    queryKey: duplicatesKey(collection),
    queryFn: async ({ signal }): Promise<FoundDuplicates | null> => {
      const groups: (readonly Duplicate[])[] = [];
      try {
        for await (const group of client.collections.duplicates(collection, { signal })) {
          if (groups.length === MOST_GROUPS) return { groups, more: true };
          // What is left of a group once all its likes were deleted is no group.
          if (group.length > 1) groups.push(group);
        }
        return { groups, more: false };
      } catch (error) {
        if (error instanceof NotFoundError) return null;
        throw error;
      }
    },
  });
}
