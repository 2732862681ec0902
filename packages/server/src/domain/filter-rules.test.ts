import { describe, expect, it } from 'vitest';
import {
  MOST_FILTER_CONDITIONS,
  MOST_FILTER_LEVELS,
  MOST_FILTER_VALUES,
  parseFilter,
  requireField,
  requireFilter,
} from './filter-rules.js';

const refused = (message: string): Error =>
  expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(message) as string }) as Error;
const nested = (levels: number): unknown => (levels === 1 ? { or: [] } : { not: nested(levels - 1) });

describe('requireFilter', () => {
  it.each([
    { and: [] },
    { or: [{ not: { field: 'label', eq: null } }] },
    { field: 'id', prefix: '' },
    { field: 'createdAt', range: { gte: '2026', lt: '2027' } },
    { field: 'metadata.camera.model', in: ['X100', 7, true, null] },
    { field: 'metadata.a b', exists: false },
    { field: 'metadata.constructor', eq: 1.5 },
  ])('takes %j as it is', (filter) => {
    expect(requireFilter(filter)).toEqual(filter);
  });

  it.each([
    [undefined, 'filter: got undefined'],
    ['label', 'filter: got "label"'],
    [[], 'filter: got a list'],
    [{}, 'filter: got the keys ""'],
    [{ label: 'apple' }, 'filter: got the keys "label"'],
    [{ and: [], or: [] }, 'filter: got the keys "and, or"'],
    [{ and: {} }, 'filter.and: expected a list of filters, got an object'],
    [{ and: [{ or: [{ not: 3 }] }] }, 'filter.and[0].or[0].not: got 3'],
    [{ field: 'label' }, 'filter: got the keys "field"'],
    [{ field: 'label', eq: 1, in: [] }, 'filter: got the keys "field, eq, in"'],
    [{ field: 'label', like: 'a%' }, 'filter: got the keys "field, like"'],
    [{ field: 'colour', eq: 'red' }, 'filter.field: "colour" is none; use id, label, createdAt or a path'],
    [{ field: 'metadata.', eq: 1 }, 'filter.field: "metadata." is none'],
    [{ field: 'metadata.a..b', eq: 1 }, 'filter.field'],
    [{ field: 'label', eq: {} }, 'filter.eq: expected a text, a number, true, false or null, got an object'],
    [{ field: 'label', eq: NaN }, 'filter.eq: expected a text, a number, true, false or null, got NaN'],
    [{ field: 'label', eq: 'x'.repeat(1001) }, 'filter.eq: 1001 characters'],
    [{ field: 'label', in: 'apple' }, 'filter.in: expected a list of at most 1000 values, got "apple"'],
    [{ field: 'label', in: ['a', {}] }, 'filter.in[1]: expected a text'],
    [{ field: 'label', range: {} }, 'filter.range: expected at least one of gt, gte, lt and lte'],
    [{ field: 'label', range: { from: 1 } }, 'got "from"'],
    [{ field: 'label', range: { gt: true } }, 'filter.range.gt: expected a number or a text, got true'],
    [{ field: 'label', range: { gt: 1, lt: '2' } }, 'filter.range: its bounds are a number and a text'],
    [{ field: 'label', exists: 'yes' }, 'filter.exists: expected true or false, got "yes"'],
    [{ field: 'label', prefix: 7 }, 'filter.prefix: expected a text, got 7'],
    [{ field: 'label', in: Array(MOST_FILTER_VALUES + 1).fill(0) }, `got ${MOST_FILTER_VALUES + 1}`],
    [{ and: Array(MOST_FILTER_CONDITIONS).fill({ or: [] }) }, `more than ${MOST_FILTER_CONDITIONS} conditions`],
    [nested(MOST_FILTER_LEVELS + 1), `deeper than ${MOST_FILTER_LEVELS} levels`],
  ])('names what is wrong with %j', (filter, message) => {
    expect(() => requireFilter(filter)).toThrow(refused(message));
  });

  it('takes as many conditions, levels and values as it says', () => {
    for (const filter of [
      { and: Array(MOST_FILTER_CONDITIONS - 1).fill({ or: [] }) },
      nested(MOST_FILTER_LEVELS),
      { field: 'id', in: Array(MOST_FILTER_VALUES).fill('a') },
    ])
      expect(requireFilter(filter)).toEqual(filter);
  });
});

it('reads a filter from an address, and says what is no JSON', () => {
  expect(parseFilter(undefined)).toBeUndefined();
  expect(parseFilter('{"field":"label","eq":"apple"}')).toEqual({ field: 'label', eq: 'apple' });
  expect(() => parseFilter('label=apple')).toThrow(refused('filter: "label=apple" is not JSON'));
  expect(() => parseFilter('')).toThrow(refused('filter: "" is not JSON'));
});

it('knows fields', () => {
  for (const field of ['id', 'label', 'createdAt', 'metadata.year', 'metadata.ü.x']) expect(requireField(field)).toBe(field);
  for (const field of ['', 'Label', 'metadata', 'metadata.', 'blob', 7, null, `metadata.${'x'.repeat(1000)}`])
    expect(() => requireField(field)).toThrow(refused('field: '));
});
