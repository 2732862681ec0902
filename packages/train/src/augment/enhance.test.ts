import { describe, expect, it } from 'vitest';
import { expectPixels, fromBytes, picture, pillow, SIDE } from '../../test/augment-fixtures.js';
import { enhanceBrightness, enhanceColour, enhanceContrast, enhanceSharpness } from './enhance.js';

/** Pillow rounds the plain version (half a step, times up to 1.9 - 1) and cuts off the fraction of the result (one step). */
const TOLERANCE = 1.5;

describe.each([0.1, 0.6, 1.9])('factor %d', (factor) => {
  it.each<[string, (image: Float32Array) => void]>([
    ['colour', (image) => enhanceColour(image, factor)],
    ['contrast', (image) => enhanceContrast(image, factor)],
    ['brightness', (image) => enhanceBrightness(image, factor)],
    ['sharpness', (image) => enhanceSharpness(image, SIDE, factor, new Float32Array(image.length))],
  ])('%s is Pillow’s', (name, edit) => {
    const image = picture();
    edit(image);
    expectPixels(image, fromBytes(pillow.results[`${name} ${factor}`]!), TOLERANCE);
    expect(image).not.toEqual(picture());
  });
});

it('a factor of 1 changes nothing', () => {
  const image = picture();
  enhanceColour(image, 1);
  enhanceContrast(image, 1);
  enhanceBrightness(image, 1);
  enhanceSharpness(image, SIDE, 1, new Float32Array(image.length));
  expectPixels(image, picture(), 1e-4);
});
