import { searchText } from '../../routing/search-text.js';

/** What the address of the keys page says. A secret never stands in it. */
export interface KeysSearch {
  /** Id of the key that is about to be given a new secret, or revoked; none while a new one is about to be made. */
  readonly key?: string;
  /** `own`: the secret that this tab uses, which was just made, is shown. */
  readonly ask?: 'create' | 'rotate' | 'revoke' | 'own';
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseKeysSearch(search: Readonly<Record<string, unknown>>): KeysSearch {
  const { ask } = search;
  if (ask === 'create' || ask === 'own') return { ask };
  const key = searchText(search['key']);
  return key !== undefined && (ask === 'rotate' || ask === 'revoke') ? { key, ask } : {};
}
