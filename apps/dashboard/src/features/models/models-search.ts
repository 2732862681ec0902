import { searchText } from '../../routing/search-text.js';

/** What the address of the models page says. */
export interface ModelsSearch {
  /** The version that is looked at closely, `name/version`. */
  readonly model?: string;
  /** Whether that is about to serve, or to be deleted. */
  readonly ask?: 'promote' | 'delete';
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseModelsSearch(search: Readonly<Record<string, unknown>>): ModelsSearch {
  const model = searchText(search['model']);
  const { ask } = search;
  if (model === undefined) return {};
  return { model, ...(ask === 'promote' || ask === 'delete' ? { ask } : {}) };
}
