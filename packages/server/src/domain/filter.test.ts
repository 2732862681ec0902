import { describe, expect, it } from 'vitest';
import { fieldValues, matchesFilter, type Filter, type Filterable } from './filter.js';

const item: Filterable = {
  id: 'cat-1',
  label: 'cat',
  createdAt: '2026-11-24T02:15:30.000Z',
  metadata: { year: 2024, camera: { model: 'X100' }, tags: ['indoor', 'night', 7], broken: null, flag: false },
};
const fits = (filter: Filter, other: Partial<Filterable> = {}): boolean => matchesFilter(filter, { ...item, ...other });

describe('matchesFilter', () => {
  it.each<[Filter, boolean]>([
    [{ field: 'label', eq: 'cat' }, true],
    [{ field: 'label', eq: 'Cat' }, false],
    [{ field: 'metadata.camera.model', eq: 'X100' }, true],
    [{ field: 'metadata.camera', eq: 'X100' }, false],
    [{ field: 'metadata.tags', eq: 'night' }, true],
    [{ field: 'metadata.tags', eq: 'day' }, false],
    [{ field: 'metadata.broken', eq: null }, true],
    [{ field: 'metadata.missing', eq: null }, false],
    [{ field: 'metadata.flag', eq: false }, true],
    [{ field: 'metadata.year', eq: '2024' }, false],
    [{ field: 'metadata.year', in: [2023, 2024] }, true],
    [{ field: 'metadata.year', in: [] }, false],
    [{ field: 'metadata.year', range: { gte: 2024, lt: 2025 } }, true],
    [{ field: 'metadata.year', range: { gt: 2024 } }, false],
    [{ field: 'metadata.year', range: { lte: '2024' } }, false],
    [{ field: 'metadata.year', range: {} }, false],
    [{ field: 'createdAt', range: { gt: '2026-11-24', lt: '2026-11-25' } }, true],
    [{ field: 'metadata.camera', exists: true }, false],
    [{ field: 'metadata.missing', exists: false }, true],
    [{ field: 'metadata.broken', exists: true }, true],
    [{ field: 'id', prefix: 'cat-' }, true],
    [{ field: 'metadata.year', prefix: '20' }, false],
    [{ and: [] }, true],
    [{ or: [] }, false],
    [{ not: { field: 'metadata.missing', eq: 1 } }, true],
    [
      {
        and: [
          { field: 'label', eq: 'cat' },
          {
            or: [
              { field: 'id', eq: 'x' },
              { field: 'metadata.year', eq: 2024 },
            ],
          },
        ],
      },
      true,
    ],
  ])('%j: %s', (filter, expected) => {
    expect(fits(filter)).toBe(expected);
  });

  it('reads a label of null as a value', () => {
    expect(fits({ field: 'label', eq: null }, { label: null })).toBe(true);
    expect(fits({ field: 'label', exists: true }, { label: null })).toBe(true);
  });

  it.each(['constructor', '__proto__', 'toString', 'camera.constructor', 'tags.length'])(
    'sees nothing that an item did not bring along: %s',
    (key) => {
      expect(fieldValues(item, `metadata.${key}`)).toEqual([]);
      expect(fits({ field: `metadata.${key}`, exists: true })).toBe(false);
    },
  );
});
