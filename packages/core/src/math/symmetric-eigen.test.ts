import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { symmetricEigen } from './symmetric-eigen.js';

describe('symmetricEigen', () => {
  it('knows the eigenvalues of a chain of springs: 2 - 2 cos(kπ / (n + 1))', () => {
    const n = 40;
    const matrix = Float64Array.from({ length: n * n }, (_, at) => {
      const distance = Math.abs(Math.floor(at / n) - (at % n));
      return distance === 0 ? 2 : distance === 1 ? -1 : 0;
    });
    const { values, vectors } = symmetricEigen(matrix, n, 5, createRng(1));
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)), 8);
      const vector = vectors.slice(k * n, (k + 1) * n);
      for (let i = 1; i < n - 1; i++) expect(2 * vector[i]! - vector[i - 1]! - vector[i + 1]!).toBeCloseTo(value * vector[i]!, 7);
    });
  });

  it('takes matrices smaller than what it carries along, of low rank, and zero', () => {
    const { values } = symmetricEigen(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5), 3, 3, createRng(1));
    [5, 3, 1].forEach((value, at) => expect(values[at]).toBeCloseTo(value, 12));
    const ones = symmetricEigen(new Float64Array(900).fill(1), 30, 3, createRng(1));
    [30, 0, 0].forEach((value, at) => expect(ones.values[at]).toBeCloseTo(value, 10));
    expect([...symmetricEigen(new Float64Array(900), 30, 2, createRng(1)).values]).toEqual([0, 0]);
  });
});
