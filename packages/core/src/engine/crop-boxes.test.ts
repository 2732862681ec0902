import { expect, it } from 'vitest';
import { keepBoxesInside } from './crop-boxes.js';

it('moves only edges on the border, by less than a thousandth of a pixel', () => {
  const boxes = Float32Array.of(0, 1, 1, 0, 0.25, 0.5, 0.75, 1, -0.5, 0, 1.5, 2);
  const inside = keepBoxesInside(boxes);
  [0, 1, 1, 0, 0.25, 0.5, 0.75, 1].forEach((edge, at) => {
    expect(Math.abs(inside[at]! - edge)).toBeLessThan(1e-3 / 500);
  });
  expect(inside[0]).toBeGreaterThan(0);
  expect(inside[1]).toBeLessThan(1);
  expect([inside[4], inside[5], inside[6]]).toEqual([0.25, 0.5, 0.75]);
  expect([inside[8], inside[10], inside[11]]).toEqual([-0.5, 1.5, 2]);
});
