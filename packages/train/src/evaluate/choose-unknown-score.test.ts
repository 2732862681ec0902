import { describe, expect, it } from 'vitest';
import { createRng, DEFAULT_UNKNOWN_SCORE, UNKNOWN_SCORES, type LabelledEmbeddings } from '@supcon/core';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { chooseUnknownScore } from './choose-unknown-score.js';

const fit = { l2: 0.01 };

/** Classes lie along their own axis, near the origin or far from it, so that directions tell them and distances do not: angles know a stranger, logits do not. */
function rays(seed: number, rows: number, classes: number): LabelledEmbeddings {
  const rng = createRng(seed, 'rays');
  const width = 16;
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const embeddings = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const length = Math.exp(2 * rng.normal());
    for (let d = 0; d < width; d++) embeddings[row * width + d] = length * ((d === labels[row] ? 1 : 0) + 0.05 * rng.normal());
  }
  return { embeddings, labels };
}

describe('chooseUnknownScore', () => {
  it('takes the score that tells the left-out classes best, where it is better than the default beyond doubt', () => {
    const { method, by, aurocs } = chooseUnknownScore({ train: rays(1, 200, 5), validation: rays(2, 100, 5), classes: 5, fit });
    expect(by).toBe('left-out classes');
    expect(Object.keys(aurocs!)).toEqual([...UNKNOWN_SCORES]);
    expect(aurocs![method]).toBe(Math.max(...Object.values(aurocs!)));
    // Lengths that differ by factors of a hundred drown the logits.
    expect(['knn', 'mahalanobis', 'relativeMahalanobis']).toContain(method);
    expect(aurocs!.knn).toBeGreaterThan(0.99);
    expect(aurocs!.msp).toBeLessThan(0.95);
  });

  it('gives the same for the same seed, and bounds the rounds for many classes', () => {
    const data = { train: labelledClouds(1, 120, 20, 0.5), validation: labelledClouds(2, 60, 20, 0.5), classes: 20, fit };
    const first = chooseUnknownScore(data);
    expect(first.by).toBe('left-out classes');
    expect(chooseUnknownScore(data)).toEqual(first);
  });

  it('stays with the default where no score is better', () => {
    const { method, by, aurocs } = chooseUnknownScore({
      train: labelledClouds(1, 200, 5, 0.05),
      validation: labelledClouds(2, 100, 5, 0.05),
      classes: 5,
      fit,
    });
    expect({ method, by }).toEqual({ method: DEFAULT_UNKNOWN_SCORE, by: 'left-out classes' });
    // Everything tells clouds that lie so far apart.
    expect(aurocs!.mahalanobis).toBeCloseTo(1, 6);
  });

  it('stays with the default for two classes, and for a handful of pictures', () => {
    const two = { train: labelledClouds(1, 80, 2, 0.5), validation: labelledClouds(2, 40, 2, 0.5), classes: 2, fit };
    expect(chooseUnknownScore(two)).toEqual({ method: DEFAULT_UNKNOWN_SCORE, by: 'default' });
    const few = { train: labelledClouds(1, 20, 4, 0.5), validation: labelledClouds(2, 8, 4, 0.5), classes: 4, fit };
    expect(chooseUnknownScore(few)).toEqual({ method: DEFAULT_UNKNOWN_SCORE, by: 'default' });
  });
});
