import { expect, it } from 'vitest';
import { countFacets } from './facets.js';
import type { Filterable } from './filter.js';

const item = (label: string | null, metadata: Record<string, unknown> = {}): Filterable => ({ id: 'x', label, createdAt: '', metadata });

it('counts values, most frequent first, equal counts by value, and keeps kinds apart', () => {
  const items = [item('b', { year: 1 }), item('a', { year: '1' }), item('b'), item(null, { year: 1 }), item('c')];
  expect(countFacets(items, 'label', 10)).toEqual([
    { value: 'b', count: 2 },
    { value: 'a', count: 1 },
    { value: 'c', count: 1 },
    { value: null, count: 1 },
  ]);
  expect(countFacets(items, 'metadata.year', 10)).toEqual([
    { value: 1, count: 2 },
    { value: '1', count: 1 },
  ]);
  expect(countFacets(items, 'label', 1)).toEqual([{ value: 'b', count: 2 }]);
});

it('counts an item once for each different element of a list', () => {
  expect(countFacets([item(null, { tags: ['x', 'x', 'y'] }), item(null, { tags: ['y'] })], 'metadata.tags', 10)).toEqual([
    { value: 'y', count: 2 },
    { value: 'x', count: 1 },
  ]);
});
