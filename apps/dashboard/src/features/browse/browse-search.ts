import type { Filter } from '@supcon/sdk';
import { searchText } from '../../routing/search-text.js';

/** What the address of the browse page says. */
export interface BrowseSearch {
  /** Name of the collection; the first one where left out. */
  readonly collection?: string;
  /** Only pictures with this label. */
  readonly label?: string;
  /** Only pictures without a label. */
  readonly unlabelled?: true;
  /** How ids begin. */
  readonly find?: string;
  /** Id of the picture that is looked at closely. */
  readonly item?: string;
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseBrowseSearch(search: Readonly<Record<string, unknown>>): BrowseSearch {
  const text = (key: 'collection' | 'label' | 'find' | 'item') => {
    const value = searchText(search[key]);
    return value === undefined ? {} : { [key]: value };
  };
  const label = text('label');
  return {
    ...{ ...text('collection'), ...label, ...text('find'), ...text('item') },
    ...(search['unlabelled'] === true && !('label' in label) ? { unlabelled: true as const } : {}),
  };
}

/** The same with another label. @param label null for pictures without one, undefined for every picture. */
export function withLabel({ label: _, unlabelled: __, item: ___, ...rest }: BrowseSearch, label: string | null | undefined): BrowseSearch {
  if (label === undefined) return rest;
  return label === null ? { ...rest, unlabelled: true } : { ...rest, label };
}

/** The same with ids that begin otherwise. */
export function withFind({ find: _, item: __, ...rest }: BrowseSearch, find: string): BrowseSearch {
  return find === '' ? rest : { ...rest, find };
}

/** The same with another picture looked at closely, or none. */
export function withItem({ item: _, ...rest }: BrowseSearch, item?: string): BrowseSearch {
  return item === undefined ? rest : { ...rest, item };
}

/** The pictures that an address asks for; undefined for all. */
export function browseFilter({ label, unlabelled, find }: BrowseSearch): Filter | undefined {
  const conditions: Filter[] = [
    ...(label === undefined && unlabelled === undefined ? [] : [{ field: 'label', eq: label ?? null } as const]),
    ...(find === undefined ? [] : [{ field: 'id', prefix: find } as const]),
  ];
  return conditions.length > 1 ? { and: conditions } : conditions[0];
}
