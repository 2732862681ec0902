import { describe, expect, it } from 'vitest';
import { classWeights } from './class-weights.js';

describe('classWeights', () => {
  it('gives 1 over the effective number of samples, scaled to mean 1', () => {
    // Beta 0.5: E(1) = 1, E(2) = 1.5, E(3) = 1.75.
    const raw = [1, 1 / 1.5, 1 / 1.75];
    const mean = raw.reduce((a, b) => a + b, 0) / 3;
    classWeights([1, 2, 3], { method: 'effective-number', beta: 0.5 }).forEach((weight, at) => {
      expect(weight).toBeCloseTo(raw[at]! / mean, 12);
    });
  });

  it('goes from no weighting at beta 0 to inverse frequency near 1', () => {
    expect([...classWeights([5, 50, 500], { method: 'effective-number', beta: 0 })]).toEqual([1, 1, 1]);
    const near = classWeights([5, 50, 500], { method: 'effective-number', beta: 1 - 1e-12 });
    classWeights([5, 50, 500], { method: 'inverse-frequency' }).forEach((weight, at) => {
      expect(Math.abs(near[at]! / weight - 1)).toBeLessThan(1e-3);
    });
    const inverse = classWeights([10, 40], { method: 'inverse-frequency' });
    expect(inverse[0]! / inverse[1]!).toBeCloseTo(4, 12);
  });

  it('weighs a class without examples 0 and leaves it out of the mean', () => {
    const weights = classWeights([10, 0, 30]);
    expect(weights[1]).toBe(0);
    expect(weights[0]! + weights[2]!).toBeCloseTo(2, 12);
  });

  it('refuses counts that are none and a beta outside [0, 1)', () => {
    const code = expect.objectContaining({ code: 'BAD_LOSS' }) as Error;
    for (const counts of [[], [0, 0], [1.5], [-1, 2]]) expect(() => classWeights(counts)).toThrow(code);
    for (const beta of [1, -0.1, Number.NaN]) expect(() => classWeights([1], { method: 'effective-number', beta })).toThrow(code);
  });
});
