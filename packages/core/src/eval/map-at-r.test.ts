import { expect, it } from 'vitest';
import { mapAtR } from './map-at-r.js';

it('averages the precision at the hits among the R nearest', () => {
  expect(mapAtR(Int32Array.of(1, 2, 3))).toBe(1);
  // Hits at 1 and 3 of R = 4: (1/1 + 2/3) / 4.
  expect(mapAtR(Int32Array.of(1, 3, 5, 9))).toBeCloseTo((1 + 2 / 3) / 4, 12);
  expect(mapAtR(Int32Array.of(2))).toBe(0);
});
