import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { outOfSampleProbabilities, stratifiedFolds } from './out-of-sample-probabilities.js';

it('deals every class out evenly, the same way for the same seed', () => {
  const labels = Int32Array.from({ length: 53 }, (_, i) => (i % 7 === 0 ? 1 : 0));
  const folds = stratifiedFolds(labels, 5, 3);
  for (const label of [0, 1]) {
    const counts = [0, 1, 2, 3, 4].map((fold) => folds.filter((own, row) => own === fold && labels[row] === label).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
  expect(stratifiedFolds(labels, 5, 3)).toEqual(folds);
  expect(stratifiedFolds(labels, 5, 4)).not.toEqual(folds);
});

it('does not let a row vouch for itself', () => {
  // Random labels on few rows of many features: whoever has seen a row knows its label, nobody else can.
  const [rows, width] = [40, 60];
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 2);
  const data = { embeddings: normals(1, rows * width), labels };
  const probabilities = outOfSampleProbabilities(data, 2, { seed: 1, l2: 1e-4 });
  const right = labels.filter((label, row) => probabilities[row * 2 + label]! > 0.5).length;
  expect(right).toBeGreaterThan(8);
  expect(right).toBeLessThan(32);
});

it('refuses one fold and more folds than rows', () => {
  const data = { embeddings: normals(1, 6), labels: Int32Array.of(0, 1, 0) };
  for (const folds of [1, 4])
    expect(() => outOfSampleProbabilities(data, 2, { seed: 0, folds })).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }) as Error);
});
