import { expect, it } from 'vitest';
import { expectPixels, fromBytes, picture, pillow, SIDE } from '../../test/augment-fixtures.js';
import { blurTaps, gaussianBlur, gaussianKernel } from './gaussian-blur.js';

const blurred = (image: Float32Array, side: number, sigma: number, taps?: number): Float32Array => {
  gaussianBlur(image, side, sigma, taps);
  return image;
};

it.each(pillow.blurs)('is torchvision’s with sigma $sigma and $taps taps', ({ sigma, taps, pixels }) => {
  // torchvision rounds the result.
  expectPixels(blurred(picture(), SIDE, sigma, taps), fromBytes(pixels), 0.51);
});

it('has a kernel of a tenth of the side, odd, at least 3, that adds up to 1', () => {
  expect([16, 32, 64, 96, 128, 224].map(blurTaps)).toEqual([3, 3, 7, 9, 13, 23]);
  expect(gaussianKernel(1.3, 7).reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 12);
});

it('keeps one colour, also where the kernel is wider than the picture', () => {
  for (const side of [1, 2, 3, 5]) {
    const image = Float32Array.from({ length: side * side * 3 }, (_, at) => 40 + 60 * (at % 3));
    expectPixels(blurred(image.slice(), side, 2, 9), image, 1e-4);
  }
});
