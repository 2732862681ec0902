import { searchText } from '../../routing/search-text.js';

/** What the address of the training page says. */
export interface TrainSearch {
  /** Name of the photos. */
  readonly data?: string;
  /** Name of a recipe; `auto`, which keeps to a time, where left out. */
  readonly recipe?: string;
  /** That `auto` may take. */
  readonly minutes?: number;
  /** Whether what is to know of these photos is shown. */
  readonly check?: true;
}

/** That `auto` takes where nobody says otherwise. */
export const USUAL_MINUTES = 5;
const MOST_MINUTES = 10_080;

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseTrainSearch(search: Readonly<Record<string, unknown>>): TrainSearch {
  const data = searchText(search['data']);
  const recipe = searchText(search['recipe']);
  const minutes = Number(search['minutes']);
  return {
    ...(data === undefined ? {} : { data }),
    ...(recipe === undefined || recipe === 'auto' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(recipe) ? {} : { recipe }),
    ...(search['check'] === true ? { check: true as const } : {}),
    ...(typeof search['minutes'] === 'number' && minutes > 0 && minutes <= MOST_MINUTES ? { minutes } : {}),
  };
}

/** The same with another recipe, or `auto`. */
export function withRecipe({ recipe: _, ...rest }: TrainSearch, recipe: string | null): TrainSearch {
  return recipe === null || recipe === 'auto' ? rest : { ...rest, recipe };
}

/** The same without what there is to know of the photos: for other ones. */
export function withoutCheck({ check: _, ...rest }: TrainSearch): TrainSearch {
  return rest;
}
