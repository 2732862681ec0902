import { describe, expect, it } from 'vitest';
import { nPairsOfSimilarities } from './n-pairs-loss.js';

const first = { temperature: 1, pairs: 'first' } as const;

describe('nPairsOfSimilarities', () => {
  it('is the cross-entropy of finding the own positive among those of all classes', () => {
    // Rows a0 p0 a1 p1; only a · p entries count.
    const similarities = new Float32Array(16).fill(Number.NaN);
    similarities[0 * 4 + 1] = Math.log(3);
    similarities[0 * 4 + 3] = 0;
    similarities[2 * 4 + 1] = Math.log(7);
    similarities[2 * 4 + 3] = 0;
    const { loss, nPairs, weights } = nPairsOfSimilarities(similarities, Int32Array.of(0, 0, 1, 1), first);
    expect(nPairs).toBe(2);
    expect(loss).toBeCloseTo((Math.log(4 / 3) + Math.log(8)) / 2, 6);
    const entry = (row: number, column: number): number => weights[row * 4 + column]!;
    [
      [entry(0, 1), -1 / 8],
      [entry(0, 3), 1 / 8],
      [entry(2, 1), 7 / 16],
      [entry(2, 3), -7 / 16],
    ].forEach(([got, want]) => {
      expect(got).toBeCloseTo(want!, 6);
    });
  });

  it('gives ln of the number of classes when all projections coincide', () => {
    const labels = Int32Array.from({ length: 12 }, (_, i) => i % 6);
    expect(nPairsOfSimilarities(new Float32Array(144).fill(1), labels, first).loss).toBeCloseTo(Math.log(6), 6);
  });

  it('pairs further rows in rounds of their own, where every class has at most one pair', () => {
    const labels = Int32Array.of(0, 0, 0, 0, 0, 1, 1, 2);
    const similarities = new Float32Array(64).fill(0.5);
    const { loss, nPairs } = nPairsOfSimilarities(similarities, labels, { temperature: 1, pairs: 'all' });
    // Round one: classes 0 and 1; round two: class 0 alone, which costs nothing.
    expect(nPairs).toBe(3);
    expect(loss).toBeCloseTo((2 * Math.LN2) / 3, 6);
  });

  it('is 0 without pairs, and with pairs of one class alone', () => {
    expect(nPairsOfSimilarities(new Float32Array(9), Int32Array.of(0, 1, 2), first)).toMatchObject({ loss: 0, nPairs: 0 });
    expect(nPairsOfSimilarities(new Float32Array(9), Int32Array.of(1, 1, 1), first)).toMatchObject({ loss: 0, nPairs: 1 });
  });

  it('survives small temperatures, and passes NaN on', () => {
    const similarities = Float32Array.of(1, -1, 1, 1, -1, 1, 1, 1, 1, 1, 1, -1, 1, 1, -1, 1);
    const { loss, weights } = nPairsOfSimilarities(similarities, Int32Array.of(0, 0, 1, 1), { temperature: 0.001, pairs: 'first' });
    expect(loss).toBeCloseTo(2000, 3);
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(nPairsOfSimilarities(new Float32Array(16).fill(Number.NaN), Int32Array.of(0, 0, 1, 1), first).loss).toBeNaN();
  });
});
