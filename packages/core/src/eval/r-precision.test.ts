import { expect, it } from 'vitest';
import { rPrecision } from './r-precision.js';

it('is the share of the R nearest that belong', () => {
  expect(rPrecision(Int32Array.of(1, 2))).toBe(1);
  expect(rPrecision(Int32Array.of(1, 3, 5, 9))).toBe(0.5);
  expect(rPrecision(Int32Array.of(4, 5))).toBe(0);
});
