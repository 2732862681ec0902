import { expect, it } from 'vitest';
import { averagePrecision } from './average-precision.js';

it('adds up precision where recall grows', () => {
  // 4 + · 3 - · 2 + · 1 -: 1/2 · 1 + 1/2 · 2/3
  expect(averagePrecision(Float64Array.of(4, 2), Float64Array.of(3, 1))).toBeCloseTo(0.5 + 1 / 3, 12);
  expect(averagePrecision(Float64Array.of(4, 3), Float64Array.of(2, 1))).toBe(1);
});
