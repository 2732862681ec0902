import { expect, it } from 'vitest';
import { SIDE } from '../../../test/augment-fixtures.js';
import { bytes, corruptionCases, expectCase } from '../../../test/corruption-fixtures.js';
import { pixelate } from './pixelate.js';

it.each(corruptionCases('pixelate'))('is Pillow’s box filter down to $arguments and back', ({ arguments: [share], pixels }) => {
  const image = bytes();
  pixelate(image, SIDE, share!);
  // Pillow rounds after each of two directions.
  expectCase(image, pixels, 1);
});

it('leaves one colour of a share near nothing, and everything of a share of 1', () => {
  const image = bytes();
  pixelate(image, SIDE, 1);
  expect(image).toEqual(bytes());
  pixelate(image, SIDE, 0.001);
  expect(new Set(image).size).toBeLessThanOrEqual(3);
});
