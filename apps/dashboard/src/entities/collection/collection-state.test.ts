import type { Collection } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { collectionSize, collectionState, isSearchable } from './collection-state.js';

const index = (status: Collection['index']['status'], kind: Collection['index']['kind'] = 'exact') => ({
  status,
  kind,
  tombstones: 0,
  unusable: 0,
  check: null,
});

it.each([
  [
    { usable: true, index: index('ready') },
    { word: 'ready', color: 'teal' },
  ],
  [
    { usable: true, index: index('starting') },
    { word: 'starting', color: 'yellow' },
  ],
  [
    { usable: true, index: index('failed') },
    { word: 'failed', color: 'red' },
  ],
  [
    { usable: false, index: index('ready') },
    { word: 'vectors of another model', color: 'orange' },
  ],
])('says of %j in a word what it can do', (collection, state) => {
  expect(collectionState(collection)).toEqual(state);
});

it.each([
  [0, 'exact', '0 pictures, searched exactly'],
  [1, 'exact', '1 picture, searched exactly'],
  [60_000, 'hnsw', '60 000 pictures, HNSW index'],
] as const)('says how much %i are and how they are searched', (items, kind, text) => {
  expect(collectionSize({ items, index: index('ready', kind) })).toBe(text);
});

it.each([
  [true, 1, true],
  [true, 0, false],
  [false, 9, false],
])('usable %s with %i pictures can be searched: %s', (usable, items, searchable) => {
  expect(isSearchable({ usable, items })).toBe(searchable);
});
