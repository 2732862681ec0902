import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { dotProduct } from './dot-product.js';

it.each([0, 1, 3, 4, 5, 8, 13])('sums %i products from the given starts', (length) => {
  const [a, b] = [normals(1, 20), Float64Array.from(normals(2, 30))];
  let want = 0;
  for (let i = 0; i < length; i++) want += a[5 + i]! * b[11 + i]!;
  expect(dotProduct(a, 5, b, 11, length)).toBeCloseTo(want, 12);
});
