import { expect, it } from 'vitest';
import { normaliseImage, PREPROCESSING } from './preprocess.js';

it('subtracts the mean and divides by the standard deviation of each channel', () => {
  const pixels = Uint8Array.of(0, 128, 255, 255, 0, 64);
  const expected = [...pixels].map((pixel, i) => (pixel / 255 - PREPROCESSING.mean[i % 3]!) / PREPROCESSING.std[i % 3]!);
  normaliseImage(pixels).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 6);
  });
});

it('uses the constants it is given', () => {
  expect(
    [...normaliseImage(Uint8Array.of(0, 51, 255), { mean: [0, 0, 0], std: [1, 1, 0.5] })].map((value) => Number(value.toFixed(6))),
  ).toEqual([0, 0.2, 2]);
});
