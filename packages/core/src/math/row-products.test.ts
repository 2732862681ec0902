import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { allRows, forTiles } from './product-tiles.js';
import { rowProducts } from './row-products.js';

it.each([
  [1, 1],
  [4, 3],
  [5, 8],
  [11, 7],
  [3, 2],
  [300, 129],
])('gives the products of a row with %i rows of %i, as plain loops do, and to the bit as many rows at once do', (rows, width) => {
  const [a, b] = [normals(1, 5 * width), normals(2, rows * width)];
  const out = new Float64Array(rows).fill(Number.NaN);
  rowProducts(a, 2, b, width, out);
  for (let j = 0; j < rows; j++) {
    let want = 0;
    for (let d = 0; d < width; d++) want += a[2 * width + d]! * b[j * width + d]!;
    expect(out[j]).toBeCloseTo(want, 12);
  }
  forTiles(allRows(a, width), allRows(b, width), width, false, ({ values, stride, bBegin, bEnd }) => {
    expect(values.slice(2 * stride, 2 * stride + bEnd - bBegin)).toEqual(out.slice(bBegin, bEnd));
  });
});
