import { chooseCollection } from './choose-collection.js';
import { useCollections } from './use-collections.js';

/** Every collection, and the one that a page is about. @param wanted the name in its address. */
export function useChosenCollection(wanted: string | undefined) {
  const { data: collections, error, refetch } = useCollections();
  return { collections, error, retry: () => void refetch(), ...chooseCollection(collections, wanted) };
}

/** What a page knows of the collection that it is about. */
export type ChosenCollection = ReturnType<typeof useChosenCollection>;
