import { searchText } from '../../routing/search-text.js';

const ASKS = ['copy', 'reembed', 'delete'] as const;

/** What is asked about a collection. */
export type CollectionAsk = (typeof ASKS)[number];

/** What the address of the collections page says. */
export interface CollectionsSearch {
  /** The collection that is looked at closely. */
  readonly collection?: string;
  /** What is about to be done with it. */
  readonly ask?: CollectionAsk;
  /** Id of the purge whose receipt is shown. */
  readonly purge?: string;
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseCollectionsSearch(search: Readonly<Record<string, unknown>>): CollectionsSearch {
  const collection = searchText(search['collection']);
  const ask = ASKS.find((known) => known === search['ask']);
  const purge = searchText(search['purge']);
  return {
    ...(collection === undefined ? {} : { collection, ...(ask === undefined ? {} : { ask }) }),
    // Another form than that of an id is none.
    ...(purge !== undefined && /^[0-9a-f-]{36}$/.test(purge) ? { purge } : {}),
  };
}
