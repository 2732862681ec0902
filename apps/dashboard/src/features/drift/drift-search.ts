import { searchText } from '../../routing/search-text.js';

/** What the address says. */
export interface DriftSearch {
  /** An alias, a model or a version of one; the model that serves where left out. */
  readonly model?: string;
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseDriftSearch(search: Readonly<Record<string, unknown>>): DriftSearch {
  const model = searchText(search['model']);
  return model === undefined ? {} : { model };
}
