/** A value that a field may have, or be compared with. */
export type Scalar = string | number | boolean | null;

/** What a filter reads: `id`, `label`, `createdAt`, or a path into the metadata, e.g. `metadata.camera.model`. */
export type FilterField = 'id' | 'label' | 'createdAt' | `metadata.${string}`;

/** A condition on items. Of a list in the metadata one element that fits is enough; a field that an item lacks fits nothing but `exists: false`. */
export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  | { readonly field: FilterField; readonly eq: Scalar }
  | { readonly field: FilterField; readonly in: readonly Scalar[] }
  | { readonly field: FilterField; readonly range: Range }
  | { readonly field: FilterField; readonly exists: boolean }
  | { readonly field: FilterField; readonly prefix: string };

/** Bounds of one kind, numbers or text; text is compared by code units, so ISO 8601 dates by time. A value of the other kind is outside. */
export interface Range {
  readonly gt?: number | string;
  readonly gte?: number | string;
  readonly lt?: number | string;
  readonly lte?: number | string;
}

/** What a filter looks at. */
export interface Filterable {
  readonly id: string;
  readonly label: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Whether an item fits. The one meaning of filters, which every adapter keeps to, however it computes them. */
export function matchesFilter(filter: Filter, item: Filterable): boolean {
  if ('and' in filter) return filter.and.every((part) => matchesFilter(part, item));
  if ('or' in filter) return filter.or.some((part) => matchesFilter(part, item));
  if ('not' in filter) return !matchesFilter(filter.not, item);
  const values = fieldValues(item, filter.field);
  if ('exists' in filter) return values.length > 0 === filter.exists;
  if ('eq' in filter) return values.includes(filter.eq);
  if ('in' in filter) return values.some((value) => filter.in.includes(value));
  if ('prefix' in filter) return values.some((value) => typeof value === 'string' && value.startsWith(filter.prefix));
  return values.some((value) => isInside(value, filter.range));
}

/** The scalars of a field: none where the item lacks it or it is an object, each element of a list. */
export function fieldValues(item: Filterable, field: FilterField): readonly Scalar[] {
  if (field === 'id' || field === 'label' || field === 'createdAt') return [item[field]];
  let value: unknown = item.metadata;
  for (const key of field.slice('metadata.'.length).split('.')) {
    // Only what the item itself has: metadata with a key called constructor is as good as any.
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return [];
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isScalar);
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isInside(value: Scalar, { gt, gte, lt, lte }: Range): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const bounds = [gt, gte, lt, lte].filter((bound) => bound !== undefined);
  if (bounds.length === 0 || bounds.some((bound) => typeof bound !== typeof value)) return false;
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}
