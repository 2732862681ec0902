import { expect, it } from 'vitest';
import { tableRows } from './table-rows.js';

const places = (count: number): number[] => Array.from({ length: count }, (_, at) => 2 * at);

it('shows all of few points', () => {
  expect(tableRows([], 200)).toEqual([]);
  expect(tableRows(places(200), 200)).toEqual(places(200));
});

it.each([201, 399, 50_000])('shows 200 of %i, each once, in order, with both ends', (count) => {
  const rows = tableRows(places(count), 200);
  expect(new Set(rows).size).toBe(200);
  expect([...rows].sort((a, b) => a - b)).toEqual(rows);
  expect([rows[0], rows.at(-1)]).toEqual([0, 2 * (count - 1)]);
});
