/** A value that a field may have, or be compared with. */
export type FilterValue = string | number | boolean | null;

/** What a filter reads, and facets count: `metadata.` is followed by a path into the metadata, as `metadata.camera.model`. */
export type FilterField = 'id' | 'label' | 'createdAt' | `metadata.${string}`;

/** A condition on items; docs/api.md says what fits. */
export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly field: FilterField; readonly eq: FilterValue }
  | { readonly field: FilterField; readonly in: readonly FilterValue[] }
  | {
      readonly field: FilterField;
      /** Bounds of one kind, numbers or texts. */
      readonly range: {
        readonly gt?: number | string;
        readonly gte?: number | string;
        readonly lt?: number | string;
        readonly lte?: number | string;
      };
    }
  | { readonly field: FilterField; readonly exists: boolean }
  | { readonly field: FilterField; readonly prefix: string };

/** A filter as an address carries it. @returns nothing for no filter. */
export function filterQuery(filter: Filter | undefined): { filter?: string } {
  return filter === undefined ? {} : { filter: JSON.stringify(filter) };
}
