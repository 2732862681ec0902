import { describe, expect, it } from 'vitest';
import { dot, normals, relativeError } from '../../test/gradient-check.js';
import { NORM_EPSILON, normaliseRows, normaliseRowsGrad } from './normalise-rows.js';

describe('normaliseRows', () => {
  it('gives rows of length 1 in the same direction', () => {
    const { unit, norms } = normaliseRows(Float32Array.of(3, 4, -5, 12), 2);
    expect([...unit]).toEqual([0.6, 0.8, -5 / 13, 12 / 13].map(Math.fround));
    expect(norms[0]).toBeCloseTo(5, 10);
    expect(norms[1]).toBeCloseTo(13, 10);
  });

  it('keeps a zero row at zero, and numbers beyond float32 squares finite', () => {
    const { unit } = normaliseRows(Float32Array.of(0, 0, 1e30, 1e30, 1e-3, 0), 2);
    expect([...unit.subarray(0, 2)]).toEqual([0, 0]);
    expect(unit[2]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(unit[4]).toBeCloseTo(1, 5);
  });

  it('has the gradient that finite differences give, also near epsilon', () => {
    for (const scale of [1, 1e-3, 20 * NORM_EPSILON]) {
      const rows = normals(1, 6 * 4).map((value) => value * scale);
      const weights = normals(2, rows.length);
      const gradient = normaliseRowsGrad(weights, normaliseRows(rows, 4));
      const numeric = Array.from(rows, (value, at) => {
        const step = Math.fround(scale * 1e-2);
        const moved = (sign: number): number => {
          const shifted = rows.slice();
          shifted[at] = value + sign * step;
          return dot(normaliseRows(shifted, 4).unit, weights);
        };
        return (moved(1) - moved(-1)) / (2 * step);
      });
      expect(relativeError(gradient, numeric)).toBeLessThan(5e-3);
    }
  });

  it('leaves a row without direction where it is', () => {
    const gradient = normaliseRowsGrad(Float32Array.of(1, 2, 3, 4), normaliseRows(Float32Array.of(0, 0, 0, 2), 2));
    expect([...gradient.subarray(0, 2)]).toEqual([0, 0]);
    expect(gradient[2]).toBeCloseTo(1.5, 6);
    expect(gradient[3]).toBeCloseTo(0, 6);
  });
});
