import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { erase, randomHole, squareHole } from './cutout.js';

const SIDE = 20;
const holes = (image: Float32Array): number =>
  image.filter((_, at) => at % 3 === 0).reduce((count, value) => count + (value === 128 ? 1 : 0), 0);

describe('erase', () => {
  it('fills the rectangle and nothing else, cut off at the edges', () => {
    const image = new Float32Array(SIDE * SIDE * 3);
    erase(image, SIDE, { top: 2, left: 15, height: 3, width: 9 });
    image.forEach((value, at) => {
      const [y, x] = [Math.floor(at / 3 / SIDE), Math.floor(at / 3) % SIDE];
      expect(value).toBe(y >= 2 && y < 5 && x >= 15 ? 128 : 0);
    });
    erase(image, SIDE, { top: -4, left: -4, height: 5, width: 5 });
    expect(holes(image)).toBe(3 * 5 + 1);
  });

  it('asks for each value where it is given something to ask', () => {
    const image = new Float32Array(SIDE * SIDE * 3);
    let next = 1;
    erase(image, SIDE, { top: 0, left: 0, height: 1, width: 2 }, () => next++);
    expect([...image.subarray(0, 7)]).toEqual([1, 2, 3, 4, 5, 6, 0]);
  });
});

it('squareHole lies around any pixel', () => {
  const rng = createRng(1, 'square');
  const drawn = Array.from({ length: 400 }, () => squareHole(rng, SIDE, 6));
  expect(Math.min(...drawn.map(({ top }) => top))).toBe(-3);
  expect(Math.max(...drawn.map(({ left }) => left))).toBe(SIDE - 1 - 3);
  expect(new Set(drawn.map(({ width, height }) => `${width}x${height}`))).toEqual(new Set(['6x6']));
});

it('randomHole takes a share of the area drawn uniformly, inside the picture', () => {
  const rng = createRng(2, 'hole');
  const side = 100;
  const drawn = Array.from({ length: 3000 }, () => randomHole(rng, side, { area: [0.02, 0.33], aspect: [0.3, 3.3] })!);
  for (const { top, left, height, width } of drawn) {
    expect(top).toBeGreaterThanOrEqual(0);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(top + height).toBeLessThanOrEqual(side);
    expect(left + width).toBeLessThanOrEqual(side);
  }
  const shares = drawn.map(({ height, width }) => (height * width) / side ** 2);
  expect(shares.reduce((sum, share) => sum + share) / shares.length).toBeCloseTo(0.175, 1);
  expect(Math.min(...shares)).toBeLessThan(0.03);
  expect(Math.max(...shares)).toBeGreaterThan(0.32);
  expect(drawn.filter(({ height, width }) => width > height).length / drawn.length).toBeCloseTo(0.5, 1);
  expect(randomHole(rng, side, { area: [1, 1], aspect: [5, 6] })).toBeUndefined();
});
