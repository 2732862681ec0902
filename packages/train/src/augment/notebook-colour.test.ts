import { expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { expectPixels, fromFloats, picture, tensorflow } from '../../test/augment-fixtures.js';
import { drawFlowers, drawImagenet5, jitterFlowers, jitterImagenet5 } from './notebook-colour.js';

it.each(tensorflow.flowers)('the Flowers notebook with $draws, as TensorFlow computes it', ({ draws, pixels }) => {
  const image = picture();
  jitterFlowers(image, draws);
  expectPixels(image, fromFloats(pixels), 2e-3);
});

it.each(tensorflow.imagenet5)('the ImageNet-5 notebooks with $draws, as TensorFlow computes it', ({ draws, pixels }) => {
  const image = picture();
  jitterImagenet5(image, draws);
  expectPixels(image, fromFloats(pixels), 2e-3);
});

it('draws over the whole ranges of the notebooks', () => {
  const rng = createRng(3, 'ranges');
  const jitter = { probability: 0.4, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 };
  const drawn = Array.from({ length: 5000 }, () => drawFlowers(rng, jitter));
  const jittered = drawn.filter((draws) => draws !== undefined);
  expect(Math.abs(jittered.length / drawn.length - 0.4)).toBeLessThan(0.025);
  const batches = Array.from({ length: 5000 }, () => drawImagenet5(rng));
  const ends = (rows: readonly (readonly number[])[], column: number): number[] => {
    const values = rows.map((row) => row[column]!);
    return [Math.min(...values), Math.max(...values)].map((value) => Math.round(value * 50) / 50);
  };
  expect([0, 1, 2, 3].map((column) => ends(jittered, column))).toEqual([
    [-0.4, 0.4],
    [0.6, 1.4],
    [0.6, 1.4],
    [-0.1, 0.1],
  ]);
  expect([0, 1, 2].map((column) => ends(batches, column))).toEqual([
    [0.2, 1.8],
    [0.2, 1.5],
    [-0.4, 0.4],
  ]);
});
