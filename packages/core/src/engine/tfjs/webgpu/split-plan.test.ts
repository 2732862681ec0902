import { describe, expect, it } from 'vitest';
import { chooseTile, dispatchOf, splitReduction } from './split-plan.js';
import { depthOf } from './tiled-product.js';

describe('splitReduction', () => {
  it.each([
    [64, 576, 65_536],
    [512, 4_608, 1_024],
    [147, 64, 262_144],
    [8, 8, 7],
    [2_048, 512, 1_024],
  ])('covers a product of %d x %d over %d exactly once, in whole slices', (m, n, reduction) => {
    const { tile, parts, chunk } = splitReduction(m, n, reduction);
    expect(chunk % depthOf(tile)).toBe(0);
    expect(parts * chunk).toBeGreaterThanOrEqual(reduction);
    expect((parts - 1) * chunk).toBeLessThan(reduction);
  });

  it('splits where there are few outputs and many terms, and not where there are enough outputs', () => {
    expect(splitReduction(64, 64, 65_536).parts).toBeGreaterThan(100);
    expect(splitReduction(4_608, 512, 65_536).parts).toBe(1);
    expect(splitReduction(64, 64, 200).parts).toBe(1);
  });
});

it('takes large tiles for large products only', () => {
  expect(chooseTile(65_536, 64)).toBe(64);
  expect(chooseTile(65_536, 24)).toBe(32);
  expect(chooseTile(256, 64)).toBe(32);
});

it.each([
  [200, 64, 1, 65_535],
  [64 * 70_000, 64, 1, 65_535],
  [64 * 9, 64 * 5, 4, 7],
])('dispatches all tiles of %d x %d in %d parts within %d a dimension', (m, n, parts, most) => {
  const [columns, rows, layers] = dispatchOf(m, n, parts, 64, most);
  expect(columns).toBeLessThanOrEqual(most);
  expect(layers).toBe(1);
  const tiles = Math.ceil(m / 64) * Math.ceil(n / 64) * parts;
  expect(columns * rows).toBeGreaterThanOrEqual(tiles);
  expect(columns * (rows - 1)).toBeLessThan(tiles);
});
