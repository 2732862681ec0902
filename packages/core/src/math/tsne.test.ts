import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ranked, trustworthiness } from '../../test/trustworthiness.js';
import { createRng } from '../rng.js';
import { jointProbabilities } from './tsne-probabilities.js';
import { tsne, tsneDivergence, tsneGradient } from './tsne.js';

const fixture = JSON.parse(await readFile(new URL('../../test/fixtures/projections.json', import.meta.url), 'utf8')) as {
  readonly labels: readonly number[];
  readonly tall: { readonly rows: readonly (readonly number[])[] };
  readonly tsne: {
    readonly perplexity: number;
    readonly joint: readonly (readonly number[])[];
    readonly divergence: number;
    readonly trustworthiness: number;
    readonly points: readonly (readonly number[])[];
  };
};
const rows = Float32Array.from(fixture.tall.rows.flat());
const count = fixture.tall.rows.length;

describe('jointProbabilities', () => {
  it("agrees with scikit-learn's", () => {
    const ours = jointProbabilities(rows, count, fixture.tsne.perplexity);
    fixture.tsne.joint.flat().forEach((p, at) => expect(Math.abs(ours[at]! - p)).toBeLessThan(2e-8 + 2e-3 * p));
    expect(ours.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it('gives rows that coincide an even share', () => {
    const ours = jointProbabilities(new Float32Array(10).fill(1), 5, 2);
    ours.forEach((p, at) => expect(p).toBeCloseTo(at % 6 === 0 ? 0 : 1 / 20, 12));
  });
});

describe('tsneGradient', () => {
  it('is the slope of the divergence, by finite differences', () => {
    const probabilities = jointProbabilities(rows, count, 5);
    const rng = createRng(2, 'points');
    const points = Float64Array.from({ length: 2 * count }, () => rng.normal());
    const gradient = new Float64Array(points.length);
    tsneGradient(probabilities, points, 1, gradient);
    for (const at of [0, 1, 31, 64, 119]) {
      const value = (step: number): number =>
        tsneDivergence(
          probabilities,
          points.map((p, i) => (i === at ? p + step : p)),
        );
      expect((value(1e-5) - value(-1e-5)) / 2e-5).toBeCloseTo(gradient[at]!, 8);
    }
  });
});

describe('tsne', () => {
  it("comes as close to the data as scikit-learn's: divergence and trustworthiness", () => {
    const { points, divergence } = tsne(rows, count, { seed: 0, perplexity: fixture.tsne.perplexity });
    expect(divergence).toBeLessThan(fixture.tsne.divergence * 1.1);
    expect(trustworthiness(rows, fixture.tsne.points.flat(), count, 5)).toBeCloseTo(fixture.tsne.trustworthiness, 6);
    expect(trustworthiness(rows, points, count, 5)).toBeGreaterThan(fixture.tsne.trustworthiness - 0.02);
    // Four blobs stay four: the five nearest are of one's own.
    const own = Array.from({ length: count }, (_, i) => ranked(points, count, i).slice(0, 5)).map(
      (near, i) => near.filter((j) => fixture.labels[j] === fixture.labels[i]).length,
    );
    expect(own.reduce((sum, hits) => sum + hits, 0) / (5 * count)).toBeGreaterThan(0.98);
  });

  it('gives the same picture for a seed, and another for another', () => {
    const draw = (seed: number): number[] => [...tsne(rows, count, { seed, perplexity: 8, iterations: 300 }).points];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('parts rows that are equal, lowers a perplexity too large, and refuses too few rows', () => {
    const { points, perplexity } = tsne(new Float32Array(21).fill(1), 7, { seed: 0 });
    expect(points.every(Number.isFinite)).toBe(true);
    expect(perplexity).toBe(2);
    expect(() => tsne(new Float32Array(6), 3, { seed: 0 })).toThrow('at least 4 rows, got 3');
    expect(() => tsne(rows, count, { seed: 0, perplexity: 0.5 })).toThrow('perplexity must be at least 1, got 0.5');
  });
});
