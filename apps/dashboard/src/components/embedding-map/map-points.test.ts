import { expect, it } from 'vitest';
import { mapPoints } from './map-points.js';

it('scales evenly into -1 to 1 around 0', () => {
  const { x, y, halfWidth, halfHeight } = mapPoints(Float32Array.of(10, 30, 20), Float32Array.of(5, 0, 10));
  expect([[...x], [...y]]).toEqual([
    [-1, 1, 0],
    [0, -0.5, 0.5],
  ]);
  expect([halfWidth, halfHeight]).toEqual([1, 0.5]);
});

it('takes one point, equal ones, none, and what is no number', () => {
  expect([...mapPoints(Float32Array.of(3), Float32Array.of(4)).x]).toEqual([0]);
  expect([...mapPoints(Float32Array.of(3, 3), Float32Array.of(4, 4)).y]).toEqual([0, 0]);
  expect(mapPoints(new Float32Array(), new Float32Array())).toMatchObject({ halfWidth: 0, halfHeight: 0 });
  expect([...mapPoints(Float32Array.of(NaN, 0, 2), Float32Array.of(0, 0, 0)).x]).toEqual([0, -1, 1]);
});
