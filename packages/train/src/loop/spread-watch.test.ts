import { expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { createSpreadWatch, embeddingSpread } from './spread-watch.js';
import type { EpochSummary } from '../checkpoint/epoch-summary.js';

const epochOf = (epoch: number, spread: number): EpochSummary => ({
  epoch,
  loss: 1,
  contrastive: 1,
  learningRate: 0.1,
  spread,
  loneAnchors: 0,
});

it('is 0 for rows of one direction, whatever their length, and near 1 for random directions', () => {
  const row = [3, 4, 0, 12];
  expect(embeddingSpread(Float32Array.from([1, 2, 7].flatMap((scale) => row.map((value) => value * scale))), 4)).toBeLessThan(1e-3);
  const rng = createRng(1, 'directions');
  const random = Float32Array.from({ length: 2000 * 32 }, () => rng.normal());
  expect(embeddingSpread(random, 32)).toBeCloseTo(1, 1);
});

it('is that of the definition', () => {
  // Unit rows (1, 0) and (0, 1): each coordinate has standard deviation 1/2, so the mean square is 1/4, times D = 2.
  expect(embeddingSpread(Float32Array.of(5, 0, 0, 2), 2)).toBeCloseTo(Math.sqrt(2 * 0.25), 6);
});

it('warns once, after the warm-up, when the spread stays gone', () => {
  const watch = createSpreadWatch(1);
  expect(watch.look(epochOf(1, 0.001))).toBeUndefined();
  expect(watch.look(epochOf(2, 0.3))).toBeUndefined();
  expect(watch.look(epochOf(3, 0.001))).toBeUndefined();
  expect(watch.look(epochOf(4, 0.001))).toMatch(/spread 0\.0010.*learningRate/s);
  expect(watch.look(epochOf(5, 0.001))).toBeUndefined();
});
