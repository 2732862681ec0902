import { expect, it } from 'vitest';
import { groupByColour } from './group-by-colour.js';

it('has the points of each group in their order, and no empty group', () => {
  const group = Uint16Array.of(2, 0, 2, 5, 0);
  const grouped = groupByColour(Uint32Array.of(4, 2, 3, 0), group, 6);
  expect(grouped.map(([place, members]) => [place, [...members]])).toEqual([
    [0, [4]],
    [2, [2, 0]],
    [5, [3]],
  ]);
  expect(groupByColour(new Uint32Array(), group, 6)).toEqual([]);
});
