import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { rowProducts } from './row-products.js';

it.each([
  [1, 1, 1],
  [2, 4, 3],
  [3, 5, 8],
  [5, 11, 7],
  [4, 3, 2],
])('gives %i x %i products of rows of %i, as plain loops do', (aRows, bRows, width) => {
  const [a, b] = [normals(1, (aRows + 2) * width), normals(2, bRows * width)];
  const out = new Float64Array(aRows * bRows).fill(Number.NaN);
  rowProducts(a, 2, aRows, b, bRows, width, out);
  for (let i = 0; i < aRows; i++)
    for (let j = 0; j < bRows; j++) {
      let want = 0;
      for (let d = 0; d < width; d++) want += a[(2 + i) * width + d]! * b[j * width + d]!;
      expect(out[i * bRows + j]).toBeCloseTo(want, 12);
    }
});
