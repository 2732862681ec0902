import { expect, it } from 'vitest';
import { alignment, uniformity } from './alignment-uniformity.js';

it('know the extremes: one point, and opposite points', () => {
  const point = { embeddings: Float32Array.of(1, 1, 3, 3, 5, 5), labels: Int32Array.of(0, 0, 0) };
  expect(alignment(point, 1)).toBeCloseTo(0, 12);
  expect(uniformity(point.embeddings, 3)).toBeCloseTo(0, 5);
  const opposite = { embeddings: Float32Array.of(2, 0, -7, 0), labels: Int32Array.of(0, 0) };
  expect(alignment(opposite, 1)).toBeCloseTo(4, 12);
  expect(uniformity(opposite.embeddings, 2)).toBeCloseTo(-8, 5);
});

it('are null without a pair', () => {
  expect(alignment({ embeddings: Float32Array.of(1, 0, 0, 1), labels: Int32Array.of(0, 1) }, 2)).toBeNull();
  expect(uniformity(Float32Array.of(1, 0), 1)).toBeNull();
});
