import { fieldValues, type Filterable, type FilterField, type Scalar } from './filter.js';
import type { FacetCount } from './item-store.js';

/** How often each value of a field occurs, most frequent first, equal counts by value. What every ItemStore's `facets` answers. */
export function countFacets(items: Iterable<Filterable>, field: FilterField, limit: number): FacetCount[] {
  const counts = new Map<Scalar, number>();
  for (const item of items) for (const value of new Set(fieldValues(item, field))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count, text: JSON.stringify(value) }))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
    .slice(0, limit)
    .map(({ value, count }) => ({ value, count }));
}
