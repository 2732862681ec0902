import { createRng } from '@supcon/core';
import { expect, it } from 'vitest';
import { valueNoise } from './value-noise.js';

const size = 64;
const noise = (octaves: number): Float32Array => valueNoise(createRng(3, 'noise'), { size, cellsX: 4, cellsY: 4, octaves });
/** Mean absolute difference between horizontal neighbours. */
const roughness = (values: Float32Array): number =>
  values.reduce((sum, value, index) => sum + (index % size === 0 ? 0 : Math.abs(value - values[index - 1]!)), 0) / values.length;

it('lies between 0 and 1 around one half, varies, and repeats for the same seed', () => {
  const values = noise(3);
  expect(values).toHaveLength(size * size);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThanOrEqual(1);
  expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(0.5, 0);
  expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.3);
  expect(noise(3)).toEqual(values);
});

it('has no steps between pixels, and is rougher with more octaves', () => {
  const smooth = noise(1);
  for (let index = 1; index < smooth.length; index++)
    if (index % size !== 0) expect(Math.abs(smooth[index]! - smooth[index - 1]!)).toBeLessThan(1.5 * (4 / size) + 1e-6);
  expect(roughness(noise(4))).toBeGreaterThan(1.2 * roughness(smooth));
});
