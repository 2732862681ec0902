import { expect, it } from 'vitest';
import { falsePositiveRateAt } from './false-positive-rate.js';

it('cuts where enough positives are in', () => {
  const positive = Float64Array.from({ length: 20 }, (_, i) => 100 - i);
  const negative = Float64Array.of(99.5, 81.5, 50, 0);
  // 95 % of 20 are the 19 down to 82: one negative is above; all 20 reach down to 81: two are.
  expect(falsePositiveRateAt(positive, negative)).toBe(0.25);
  expect(falsePositiveRateAt(positive, negative, 1)).toBe(0.5);
});
