import { describe, expect, it } from 'vitest';
import { maxMarginOfSimilarities } from './max-margin-loss.js';

/** Unit rows at these angles, in degrees. */
const atAngles = (...degrees: number[]): Float32Array =>
  Float32Array.from(degrees.flatMap((a) => degrees.map((b) => Math.cos(((a - b) * Math.PI) / 180))));
const settings = { margin: 1, distance: 'euclidean', reduction: 'mean' } as const;

describe('maxMarginOfSimilarities', () => {
  it('costs a pair of one label its squared distance', () => {
    expect(maxMarginOfSimilarities(atAngles(0, 60), Int32Array.of(5, 5), settings)).toMatchObject({
      loss: expect.closeTo(1, 6) as number,
      positivePairs: 1,
      activeNegatives: 0,
    });
    // Cosine distance of 60 degrees: 0.5.
    expect(maxMarginOfSimilarities(atAngles(0, 60), Int32Array.of(5, 5), { ...settings, distance: 'cosine' }).loss).toBeCloseTo(0.25, 6);
  });

  it('costs a pair of two labels what it lacks of the margin, squared, and nothing beyond', () => {
    const chord = 2 * Math.sin((15 * Math.PI) / 180);
    const near = maxMarginOfSimilarities(atAngles(0, 30), Int32Array.of(0, 1), settings);
    expect(near.loss).toBeCloseTo((1 - chord) ** 2, 5);
    expect(near.activeNegatives).toBe(1);
    const far = maxMarginOfSimilarities(atAngles(0, 90), Int32Array.of(0, 1), settings);
    expect(far).toMatchObject({ loss: 0, activeNegatives: 0 });
    expect(far.weights.every((weight) => weight === 0)).toBe(true);
  });

  it('takes the mean over all pairs i < j, or their sum', () => {
    const similarities = atAngles(0, 60, 180);
    const labels = Int32Array.of(0, 0, 1);
    const mean = maxMarginOfSimilarities(similarities, labels, settings);
    const sum = maxMarginOfSimilarities(similarities, labels, { ...settings, reduction: 'sum' });
    expect(mean.loss).toBeCloseTo(1 / 3, 6);
    expect(sum.loss).toBeCloseTo(1, 6);
    sum.weights.forEach((weight, at) => {
      expect(weight).toBeCloseTo(3 * mean.weights[at]!, 5);
    });
  });

  it('has no pairs in a batch of one', () => {
    expect(maxMarginOfSimilarities(Float32Array.of(1), Int32Array.of(0), settings)).toMatchObject({ loss: 0, positivePairs: 0 });
  });

  it('costs coinciding rows of two labels the whole margin and pushes them finitely', () => {
    const { loss, weights } = maxMarginOfSimilarities(atAngles(10, 10), Int32Array.of(0, 1), settings);
    expect(loss).toBeCloseTo(1, 3);
    expect(weights.every(Number.isFinite)).toBe(true);
  });

  it('passes NaN on', () => {
    const similarities = Float32Array.of(1, Number.NaN, Number.NaN, 1);
    expect(maxMarginOfSimilarities(similarities, Int32Array.of(0, 1), settings).loss).toBeNaN();
    expect(maxMarginOfSimilarities(similarities, Int32Array.of(0, 0), settings).loss).toBeNaN();
  });
});
