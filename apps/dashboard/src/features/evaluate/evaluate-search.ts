import { searchText } from '../../routing/search-text.js';

/** What the cells of a matrix show: pictures; shares of a label's, or of a class's; or what another model has fewer of. */
export const CELL_VALUES = ['counts', 'row', 'column', 'difference'] as const;
/** One of them. */
export type CellValue = (typeof CELL_VALUES)[number];

/** What the address of the evaluation says. */
export interface EvaluateSearch {
  /** Name of the collection; the first one where left out. */
  readonly collection?: string;
  /** `name/version`; the one that serves where left out. */
  readonly model?: string;
  /** The model that it is held against. */
  readonly other?: string;
  /** Default counts. */
  readonly cells?: Exclude<CellValue, 'counts'>;
  /** By which classes are sorted; default their names. */
  readonly order?: 'error';
  /** The cell that was opened: what is labelled so, and taken for that. */
  readonly label?: string;
  readonly predicted?: string;
  /** Id of its picture that is looked at. */
  readonly item?: string;
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseEvaluateSearch(search: Readonly<Record<string, unknown>>): EvaluateSearch {
  const text = (key: keyof EvaluateSearch) => {
    const value = searchText(search[key]);
    return value === undefined ? {} : { [key]: value };
  };
  const cells = CELL_VALUES.find((value) => value !== 'counts' && value === search['cells']);
  const cell = { ...text('label'), ...text('predicted') };
  const other = text('other');
  return {
    ...{ ...text('collection'), ...text('model'), ...other },
    ...(cells === undefined || (cells === 'difference' && !('other' in other)) ? {} : { cells: cells as Exclude<CellValue, 'counts'> }),
    ...(search['order'] === 'error' ? { order: 'error' as const } : {}),
    // Half of a cell is none.
    ...('label' in cell && 'predicted' in cell ? { ...cell, ...text('item') } : {}),
  };
}

/** The same with another cell open, or none. */
export function withCell(
  { label: _, predicted: __, item: ___, ...rest }: EvaluateSearch,
  cell?: { readonly label: string; readonly predicted: string; readonly item?: string },
): EvaluateSearch {
  return { ...rest, ...cell };
}

/** The same with another model to hold it against, or none. */
export function withOther({ other: _, cells, ...rest }: EvaluateSearch, other: string | undefined): EvaluateSearch {
  if (other === undefined) return { ...rest, ...(cells === undefined || cells === 'difference' ? {} : { cells }) };
  return { ...rest, ...(cells === undefined ? {} : { cells }), other };
}
