import { describe, expect, it } from 'vitest';
import { tripletOfSimilarities } from './triplet-loss.js';

/** Unit rows at these angles, in degrees. */
const atAngles = (...degrees: number[]): Float32Array =>
  Float32Array.from(degrees.flatMap((a) => degrees.map((b) => Math.cos(((a - b) * Math.PI) / 180))));
const cosine = { mining: 'hard', margin: 0.2, distance: 'cosine' } as const;

describe('tripletOfSimilarities', () => {
  it('costs what the positive lacks of being nearer by the margin', () => {
    // Anchors at 0 and 60; the negative at 90. d(0,60) = 0.5, d(0,90) = 1, d(60,90) = 0.134.
    const { loss, triplets, activeTriplets } = tripletOfSimilarities(atAngles(0, 60, 90), Int32Array.of(0, 0, 1), cosine);
    expect(loss).toBeCloseTo((0 + (0.5 - (1 - Math.sqrt(3) / 2) + 0.2)) / 2, 6);
    expect([triplets, activeTriplets]).toEqual([2, 1]);
  });

  it('never stops pulling with the soft margin, and does not overflow', () => {
    const soft = { ...cosine, margin: 'soft' } as const;
    const apart = tripletOfSimilarities(atAngles(0, 0, 180), Int32Array.of(0, 0, 1), soft);
    expect(apart.loss).toBeCloseTo(Math.log1p(Math.exp(-2)), 6);
    expect(apart.weights.some((weight) => weight !== 0)).toBe(true);
    const far = tripletOfSimilarities(Float32Array.of(1e6, -1e6, 1e6, -1e6, 1e6, 0, 1e6, 0, 1e6), Int32Array.of(0, 0, 1), soft);
    expect(far.loss).toBeGreaterThan(1e6);
    expect(far.weights.every(Number.isFinite)).toBe(true);
  });

  it('is 0 without triplets', () => {
    for (const labels of [Int32Array.of(0, 1, 2), Int32Array.of(0, 0, 0)]) {
      const result = tripletOfSimilarities(atAngles(0, 50, 100), labels, cosine);
      expect(result).toMatchObject({ loss: 0, triplets: 0, activeTriplets: 0 });
      expect(result.weights.every((weight) => weight === 0)).toBe(true);
    }
  });

  it('passes NaN on', () => {
    const similarities = new Float32Array(9).fill(Number.NaN);
    expect(tripletOfSimilarities(similarities, Int32Array.of(0, 0, 1), cosine).loss).toBeNaN();
  });
});
