import { expect, it } from 'vitest';
import { GRID_GAP, gridLayout, nextPlace } from './grid-places.js';

it.each([0, 100, 320, 360, 800, 1400, 3840])('fills %i px with columns that are not too narrow', (width) => {
  const { columns, rowHeight } = gridLayout(width);
  expect(columns).toBeGreaterThanOrEqual(2);
  const cell = (width - (columns - 1) * GRID_GAP) / columns;
  if (columns > 2) expect(cell).toBeGreaterThanOrEqual(128);
  if (width >= 2 * 128 + GRID_GAP) expect(cell).toBeLessThan(2 * 128 + GRID_GAP);
  expect(rowHeight).toBeGreaterThan(cell);
});

it.each([
  ['ArrowRight', 3, 4],
  ['ArrowLeft', 0, undefined],
  ['ArrowUp', 2, undefined],
  ['ArrowUp', 7, 3],
  ['ArrowDown', 7, undefined],
  ['ArrowDown', 5, 9],
  ['Home', 5, 0],
  ['Home', 0, undefined],
  ['End', 5, 9],
  ['a', 5, undefined],
])('%s leads from %i to %j of ten in four columns', (key, from, to) => expect(nextPlace(key, from, { columns: 4, count: 10 })).toBe(to));
