import { expect, it } from 'vitest';
import { brierScore } from './brier-score.js';

it('goes from 0, certain and right, to 2, certain and wrong', () => {
  expect(brierScore(Float64Array.of(1, 0), Int32Array.of(0), 2)).toBe(0);
  expect(brierScore(Float64Array.of(1, 0), Int32Array.of(1), 2)).toBe(2);
  expect(brierScore(Float64Array.of(0.5, 0.5), Int32Array.of(1), 2)).toBe(0.5);
  expect(() => brierScore(Float64Array.of(0.5), Int32Array.of(1), 2)).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }) as Error);
});
