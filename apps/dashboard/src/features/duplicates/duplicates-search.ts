import { searchText } from '../../routing/search-text.js';

/** What the address of the near-duplicates says. */
export interface DuplicatesSearch {
  /** Name of the collection; the first one where left out. */
  readonly collection?: string;
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseDuplicatesSearch(search: Readonly<Record<string, unknown>>): DuplicatesSearch {
  const collection = searchText(search['collection']);
  return collection === undefined ? {} : { collection };
}
