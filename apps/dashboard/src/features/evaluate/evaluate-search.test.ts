import { expect, it } from 'vitest';
import { parseEvaluateSearch, withCell, withOther } from './evaluate-search.js';

it('reads an address', () => {
  const whole = {
    ...{ collection: 'photos', model: 'flowers/2', other: 'flowers/1', cells: 'difference', order: 'error' },
    ...{ label: 'rose', predicted: 'tulip', item: 'a/1' },
  } as const;
  expect(parseEvaluateSearch(whole)).toEqual(whole);
  expect(parseEvaluateSearch({ label: 2026, predicted: true })).toEqual({ label: '2026', predicted: 'true' });
});

it('takes what cannot be for nothing', () => {
  for (const search of [
    { cells: 'counts', order: 'name' },
    { cells: 7, order: { a: 1 }, collection: '', model: null, other: [] },
    // A difference needs another model, a picture its cell, and a cell both of its sides.
    { cells: 'difference' },
    { label: 'rose', item: 'a' },
    { predicted: 'rose' },
  ])
    expect([search, parseEvaluateSearch(search)]).toEqual([search, {}]);
});

it('opens and closes cells, and lets go of a difference with the other model', () => {
  const search = { model: 'm/1', cells: 'row', label: 'a', predicted: 'b', item: 'c' } as const;
  expect(withCell(search)).toEqual({ model: 'm/1', cells: 'row' });
  expect(withCell(search, { label: 'x', predicted: 'y' })).toEqual({ model: 'm/1', cells: 'row', label: 'x', predicted: 'y' });
  expect(withOther({ cells: 'difference', other: 'm/2' }, undefined)).toEqual({});
  expect(withOther({ cells: 'row', other: 'm/2' }, undefined)).toEqual({ cells: 'row' });
  expect(withOther({ cells: 'row' }, 'm/3')).toEqual({ cells: 'row', other: 'm/3' });
});
