import { createRng } from '@supcon/core';
import { expect, it } from 'vitest';
import { exposePicture } from './expose-picture.js';

const size = 32;
const exposed = (seed: number, lightAngle: number): Uint8Array => {
  const pixels = new Uint8Array(size * size * 3).fill(128);
  exposePicture(createRng(seed, 'exposure'), pixels, size, lightAngle);
  return pixels;
};
const columnMean = (pixels: Uint8Array, column: number): number => {
  let sum = 0;
  for (let y = 0; y < size; y++) for (let channel = 0; channel < 3; channel++) sum += pixels[(y * size + column) * 3 + channel]!;
  return sum / (size * 3);
};

it('lights the side that the light comes from', () => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  const difference = (angle: number): number =>
    seeds.reduce((sum, seed) => sum + columnMean(exposed(seed, angle), size - 1) - columnMean(exposed(seed, angle), 0), 0) / seeds.length;
  expect(difference(0)).toBeGreaterThan(5);
  expect(difference(Math.PI)).toBeLessThan(-5);
});

it('gives every picture an exposure and a tint of its own, the same for the same seed', () => {
  const means = Array.from({ length: 10 }, (_, seed) => columnMean(exposed(seed, 0), 16));
  expect(new Set(means).size).toBe(10);
  expect(exposed(4, 1)).toEqual(exposed(4, 1));
});
