import { expect, it } from 'vitest';
import { maskedLogSumExp } from './masked-log-sum-exp.js';

it('leaves out the entry to skip, the largest as it may be', () => {
  expect(maskedLogSumExp(Float32Array.of(9, 1, 2, 100), 1, 3, 2, 1)).toBeCloseTo(Math.log(Math.exp(1) + Math.exp(2)), 12);
  expect(maskedLogSumExp(Float32Array.of(1, -1, -1), 0, 3, 0, 1 / 0.001)).toBeCloseTo(-1000 + Math.LN2, 9);
});

it('neither overflows nor underflows', () => {
  expect(maskedLogSumExp(Float32Array.of(5000, 5000, 0), 0, 3, 2, 1)).toBeCloseTo(5000 + Math.LN2, 9);
  expect(maskedLogSumExp(Float32Array.of(-5000, -5000, 0), 0, 3, 2, 1)).toBeCloseTo(-5000 + Math.LN2, 9);
});

it('is -Infinity when nothing is left, and passes NaN on', () => {
  expect(maskedLogSumExp(Float32Array.of(3), 0, 1, 0, 1)).toBe(Number.NEGATIVE_INFINITY);
  expect(maskedLogSumExp(Float32Array.of(1, Number.NaN, 2), 0, 3, 0, 1)).toBeNaN();
});
