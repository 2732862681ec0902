import { expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { gaussianNoise, impulseNoise, shotNoise } from './noise.js';

const grey = (value: number): Uint8ClampedArray => new Uint8ClampedArray(3 * 100 * 100).fill(value);
function moments(image: Uint8ClampedArray): { mean: number; deviation: number } {
  const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
  return { mean, deviation: Math.sqrt(image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / image.length) };
}

it('gaussianNoise keeps the mean and has its deviation', () => {
  const image = grey(128);
  gaussianNoise(image, 0.08, createRng(1));
  const { mean, deviation } = moments(image);
  expect(Math.abs(mean - 128)).toBeLessThan(0.5);
  expect(Math.abs(deviation - 0.08 * 255)).toBeLessThan(0.4);
});

it('shotNoise keeps the mean and has the deviation of counted photons: more where it is bright', () => {
  for (const [value, photons] of [
    [128, 60],
    [64, 60],
    [128, 12],
  ] as const) {
    const image = grey(value);
    shotNoise(image, photons, createRng(2, value, photons));
    const { mean, deviation } = moments(image);
    expect(Math.abs(mean - value)).toBeLessThan(1.5);
    expect(Math.abs(deviation / (255 * Math.sqrt(value / 255 / photons)) - 1)).toBeLessThan(0.04);
  }
  const black = grey(0);
  shotNoise(black, 60, createRng(3));
  expect(black).toEqual(grey(0));
});

it('impulseNoise makes its share of values black or white, half each, and leaves the rest', () => {
  const image = grey(100);
  impulseNoise(image, 0.1, createRng(4));
  const share = (value: number): number => image.filter((own) => own === value).length / image.length;
  expect(Math.abs(share(0) - 0.05)).toBeLessThan(0.006);
  expect(Math.abs(share(255) - 0.05)).toBeLessThan(0.006);
  expect(share(0) + share(255) + share(100)).toBeCloseTo(1, 9);
});
