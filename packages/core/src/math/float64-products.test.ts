import { expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { float64GramMatrix, float64Products, plusGramMatrix } from './float64-products.js';

function rows(count: number, width: number, seed: number): Float64Array {
  const rng = createRng(seed, 'products');
  return Float64Array.from({ length: count * width }, () => rng.normal());
}

/** The largest difference. */
function error(found: Float64Array, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length);
  return wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - found[at]!)), 0);
}

function naive(a: Float64Array, b: Float64Array, width: number): number[] {
  const [m, n] = [a.length / width, b.length / width];
  return Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += a[Math.floor(at / n) * width + d]! * b[(at % n) * width + d]!;
    return sum;
  });
}

// Around the sizes of tiles, and odd in every way.
it.each([
  [1, 1, 1],
  [2, 3, 5],
  [3, 4, 8],
  [64, 256, 10],
  [65, 257, 33],
  [130, 5, 7],
  [1, 600, 2],
])('%i rows with %i rows of %i values are what a loop says', (m, n, width) => {
  const [a, b] = [rows(m, width, 1), rows(n, width, 2)];
  expect(error(float64Products(a, b, width), naive(a, b, width))).toBeLessThan(1e-12);
});

it.each([
  [1, 3],
  [65, 9],
  [300, 4],
])('the Gram matrix of %i rows is symmetric to the bit, and what a loop says', (count, width) => {
  const own = rows(count, width, 3);
  const gram = float64GramMatrix(own, width);
  expect(error(gram, naive(own, own, width))).toBeLessThan(1e-12);
  expect(gram.every((value, at) => value === gram[(at % count) * count + Math.floor(at / count)])).toBe(true);
});

it('adds so many times the Gram matrix to another, which stays as it is', () => {
  const [own, matrix] = [rows(70, 3, 8), float64GramMatrix(rows(70, 2, 9), 2)];
  const before = matrix.slice();
  const wanted = naive(own, own, 3).map((value, at) => before[at]! - 2 * value);
  const sum = plusGramMatrix(matrix, own, 3, -2);
  expect(error(sum, wanted)).toBeLessThan(1e-12);
  expect(sum.every((value, at) => value === sum[(at % 70) * 70 + Math.floor(at / 70)])).toBe(true);
  expect(matrix).toEqual(before);
});

it('knows nothing of what it computed before, and leaves what it was given alone', () => {
  const [a, b] = [rows(3, 5, 4), rows(2, 5, 5)];
  const [before, other] = [a.slice(), b.slice()];
  const first = float64Products(a, b, 5);
  float64Products(rows(200, 301, 6).fill(Number.NaN), rows(300, 301, 7), 301);
  expect(float64Products(a, b, 5)).toEqual(first);
  expect([a, b]).toEqual([before, other]);
});
