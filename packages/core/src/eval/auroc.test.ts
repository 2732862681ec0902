import { expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { auroc } from './auroc.js';

it('is the share of pairs in the right order, ties half', () => {
  const rng = createRng(1, 'auroc');
  const scores = (length: number, shift: number): Float64Array => Float64Array.from({ length }, () => rng.integer(8) + shift);
  const [positive, negative] = [scores(30, 2), scores(50, 0)];
  let right = 0;
  for (const p of positive) for (const n of negative) right += p > n ? 1 : p === n ? 0.5 : 0;
  expect(auroc(positive, negative)).toBeCloseTo(right / 1500, 12);
  expect(auroc(Float64Array.of(2), Float64Array.of(1))).toBe(1);
});
