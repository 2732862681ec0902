import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { choleskyFactor } from '../math/cholesky.js';
import { shrunkCovariance } from './shrunk-covariance.js';

it('is (1 - shrinkage) times the covariance plus a multiple of the identity', () => {
  for (const rows of [5, 8, 11]) {
    const x = normals(1, rows * 3);
    const { lower, shrinkage } = shrunkCovariance(x, 3);
    const s = (i: number, j: number): number => {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += x[row * 3 + i]! * x[row * 3 + j]!;
      return sum / rows;
    };
    const mean = (s(0, 0) + s(1, 1) + s(2, 2)) / 3;
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
      [2, 2],
    ].forEach(([i, j], at) => {
      expect(lower[at]).toBeCloseTo((1 - shrinkage) * s(i!, j!) + (i === j ? shrinkage * mean : 0), 12);
    });
  }
});

it('stays invertible for features that never vary, for one row, and for nothing but zeros', () => {
  const dead = normals(2, 40).map((value, at) => (at % 4 === 2 ? 0 : value));
  for (const x of [dead, normals(3, 4), new Float32Array(12)]) expect(choleskyFactor(shrunkCovariance(x, 4).lower, 4)).toBeDefined();
});

it('shrinks less the more rows there are', () => {
  const scaled = (rows: number): Float32Array => normals(4, rows * 4).map((value, at) => value * (1 + (at % 4)));
  expect(shrunkCovariance(scaled(1000), 4).shrinkage).toBeLessThan(shrunkCovariance(scaled(20), 4).shrinkage);
});
