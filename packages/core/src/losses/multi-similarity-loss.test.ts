import { describe, expect, it } from 'vitest';
import { multiSimilarityOfSimilarities } from './multi-similarity-loss.js';

const settings = { alpha: 2, beta: 50, base: 0.5 };

describe('multiSimilarityOfSimilarities', () => {
  it('gives hand values: a pair of one label, a pair of two', () => {
    const pair = (similarity: number): Float32Array => Float32Array.of(1, similarity, similarity, 1);
    const same = multiSimilarityOfSimilarities(pair(0.9), Int32Array.of(0, 0), settings);
    expect(same.loss).toBeCloseTo(Math.log1p(Math.exp(-2 * 0.4)) / 2, 6);
    const different = multiSimilarityOfSimilarities(pair(0.6), Int32Array.of(0, 1), settings);
    expect(different.loss).toBeCloseTo(Math.log1p(Math.exp(50 * 0.1)) / 50, 6);
    // d loss / d s = sigmoid(50 · 0.1) for either anchor, halved by the mean.
    expect(different.weights[1]).toBeCloseTo(1 / (1 + Math.exp(-5)) / 2, 6);
  });

  it('mines: drops positives nearer than every negative and negatives farther than every positive, by more than epsilon', () => {
    // Anchor 0: positives at 0.9 and 0.2, negatives at 0.5 and 0.05.
    const similarities = new Float32Array(25).fill(0);
    [1, 0.9, 0.2, 0.5, 0.05].forEach((s, j) => (similarities[j] = s));
    const labels = Int32Array.of(0, 0, 0, 1, 1);
    const { weights } = multiSimilarityOfSimilarities(similarities, labels, { ...settings, epsilon: 0.1 });
    expect([...weights.subarray(0, 5)].map((weight) => weight !== 0)).toEqual([false, false, true, true, false]);
    const wide = multiSimilarityOfSimilarities(similarities, labels, { ...settings, epsilon: 0.5 });
    expect([...wide.weights.subarray(0, 5)].map((weight) => weight !== 0)).toEqual([false, true, true, true, true]);
  });

  it('keeps the negatives of a row without positives, except under mining', () => {
    const similarities = Float32Array.of(1, 0.7, 0.7, 1);
    const labels = Int32Array.of(0, 1);
    expect(multiSimilarityOfSimilarities(similarities, labels, settings)).toMatchObject({ positivePairs: 0, negativePairs: 2 });
    expect(multiSimilarityOfSimilarities(similarities, labels, { ...settings, epsilon: 0.1 })).toMatchObject({ loss: 0, negativePairs: 0 });
  });

  it('survives sharpness beyond the range of exp, and passes NaN on', () => {
    const similarities = Float32Array.of(1, 1, 1, 1);
    const { loss, weights } = multiSimilarityOfSimilarities(similarities, Int32Array.of(0, 1), { ...settings, beta: 5000 });
    expect(loss).toBeCloseTo(0.5, 6);
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(multiSimilarityOfSimilarities(similarities.fill(Number.NaN), Int32Array.of(0, 1), settings).loss).toBeNaN();
  });
});
