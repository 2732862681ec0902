import { searchText } from '../../routing/search-text.js';

/** What the address of the map says, as it stands there: what cannot be read stays until something else is chosen, so that the page can say so. */
export interface MapSearch {
  /** Name of the collection; the first one where left out. */
  readonly collection?: string;
  readonly proj?: string;
  readonly color?: string;
  /** Isolated groups, null for points without a label. */
  readonly only?: readonly (string | null)[] | string;
  /** Id of the chosen point. */
  readonly item?: string;
  /** Corners of the lasso, x and y one after the other, in ten-thousandths. */
  readonly sel?: string;
  /** x, y and zoom of the view. */
  readonly v?: string;
}

const TEXTS = ['collection', 'proj', 'color', 'item', 'sel', 'v'] as const;

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseMapSearch(search: Readonly<Record<string, unknown>>): MapSearch {
  const texts = TEXTS.flatMap((key) => {
    const value = search[key];
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : searchText(value);
    return text === undefined ? [] : [[key, text] as const];
  });
  const { only } = search;
  const isList = Array.isArray(only) && only.every((each) => each === null || typeof each === 'string');
  const groups = isList ? (only as (string | null)[]) : only === undefined || only === null ? undefined : JSON.stringify(only);
  return { ...Object.fromEntries(texts), ...(groups === undefined || groups.length === 0 ? {} : { only: groups }) };
}
