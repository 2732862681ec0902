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
  /** Only pictures that the model which serves takes for this class. */
  readonly predicted?: string;
  /** Only those that it is right about, or wrong about. */
  readonly correct?: boolean;
  /** Only those that it calls unknown, or does not. */
  readonly unknown?: boolean;
  /** Id of the picture that is looked at closely. */
  readonly item?: string;
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseBrowseSearch(search: Readonly<Record<string, unknown>>): BrowseSearch {
  const text = (key: 'collection' | 'label' | 'find' | 'predicted' | 'item') => {
    const value = searchText(search[key]);
    return value === undefined ? {} : { [key]: value };
  };
  const label = text('label');
  const truth = (key: 'correct' | 'unknown') => (typeof search[key] === 'boolean' ? { [key]: search[key] } : {});
  const said = { ...text('predicted'), ...truth('correct'), ...truth('unknown') };
  // What the model says is asked for by label alone.
  if (Object.keys(said).length > 0) return { ...text('collection'), ...label, ...said, ...text('item') };
  return {
    ...{ ...text('collection'), ...label, ...text('find'), ...text('item') },
    ...(search['unlabelled'] === true && !('label' in label) ? { unlabelled: true as const } : {}),
  };
}

/** The same with another label. @param label null for pictures without one, undefined for every picture. */
export function withLabel({ label: _, unlabelled: __, item: ___, ...rest }: BrowseSearch, label: string | null | undefined): BrowseSearch {
  if (label === undefined) return rest;
  return label === null ? { ...withoutPrediction(rest), unlabelled: true } : { ...rest, label };
}

/** The same with ids that begin otherwise. */
export function withFind({ find: _, item: __, ...rest }: BrowseSearch, find: string): BrowseSearch {
  return find === '' ? rest : { ...withoutPrediction(rest), find };
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

function withoutPrediction({ predicted: _, correct: __, unknown: ___, ...rest }: BrowseSearch): BrowseSearch {
  return rest;
}

/** What the model is to say of a picture. */
export type WantedPrediction = Pick<BrowseSearch, 'predicted' | 'correct' | 'unknown'>;

/** What an address asks for of what the model says; undefined for nothing. */
export function wantedPrediction({ predicted, correct, unknown }: BrowseSearch): WantedPrediction | undefined {
  if (predicted === undefined && correct === undefined && unknown === undefined) return undefined;
  return {
    ...(predicted === undefined ? {} : { predicted }),
    ...(correct === undefined ? {} : { correct }),
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** The same with other wishes of what the model says; what it cannot be asked together with is let go. */
export function withPrediction(search: BrowseSearch, wanted: WantedPrediction): BrowseSearch {
  const { collection, label } = search;
  const rest = wantedPrediction(wanted) === undefined ? { ...search, item: undefined } : { collection, label };
  return parseBrowseSearch({ ...rest, predicted: undefined, correct: undefined, unknown: undefined, ...wanted });
}
