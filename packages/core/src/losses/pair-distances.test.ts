import { describe, expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { NEAREST, pairDistances } from './pair-distances.js';

const products = (rows: readonly (readonly number[])[]): Float32Array =>
  Float32Array.from(rows.flatMap((a) => rows.map((b) => a.reduce((sum, value, d) => sum + value * b[d]!, 0))));

describe.each(['euclidean', 'squared-euclidean', 'cosine'] as const)('pairDistances %s', (kind) => {
  it('measures hand-sized angles', () => {
    const distances = pairDistances(
      products([
        [1, 0],
        [0, 1],
        [-1, 0],
      ]),
      3,
      kind,
    );
    const want = { euclidean: [Math.SQRT2, 2], 'squared-euclidean': [2, 4], cosine: [1, 2] }[kind];
    expect(distances.between(0, 1)).toBeCloseTo(want[0]!, 6);
    expect(distances.between(0, 2)).toBeCloseTo(want[1]!, 6);
    expect(distances.between(0, 0)).toBe(0);
  });

  it('pulls on the similarities as the distance changes with them', () => {
    const rows = Array.from({ length: 3 }, (_, i) => [...normals(i, 4)]);
    const similarities = products(rows);
    const distances = pairDistances(similarities, 3, kind);
    distances.pull(0, 2, 1.5);
    distances.pull(0, 2, 0.5);
    similarities.forEach((_, at) => {
      const moved = (sign: number): number => {
        const shifted = similarities.slice();
        shifted[at]! += sign * 2 ** -8;
        return pairDistances(shifted, 3, kind).between(0, 2);
      };
      expect(Math.abs(distances.weights[at]! - (2 * (moved(1) - moved(-1))) / 2 ** -7)).toBeLessThan(2e-3);
    });
  });
});

it('holds the slope of a distance that is nothing but rounding, and never takes the root of a negative number', () => {
  const similarities = Float32Array.of(1, 1.0000001, 1.0000001, 1);
  const distances = pairDistances(similarities, 2, 'euclidean');
  expect(distances.between(0, 1)).toBe(0);
  distances.pull(0, 1, 1);
  expect([...distances.weights]).toEqual([0.5 / NEAREST, -1 / NEAREST, 0, 0.5 / NEAREST]);
});
