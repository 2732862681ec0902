import { describe, expect, it } from 'vitest';
import { expectPixels, fromFloats, picture, tensorflow } from '../../test/augment-fixtures.js';
import { addBrightness, adjustContrast, adjustHue, adjustSaturation, clipPixels, scaleBrightness, toGreyscale } from './tf-colour.js';

/** float32 on both sides, values up to 500. */
const TOLERANCE = 2e-3;
const same = (name: string, edit: (image: Float32Array) => void, image = picture()): void => {
  edit(image);
  expectPixels(image, fromFloats(tensorflow.results[name]!), TOLERANCE);
};
/** Between -150 and 400: the notebooks clip only after the last adjustment. */
const wild = (): Float32Array => fromFloats(tensorflow.results['wild']!);

describe('as tf.image has it', () => {
  it('adjust_brightness and adjust_contrast, past the range', () => {
    same('brightness -0.4', (image) => addBrightness(image, -0.4));
    same('brightness 0.25', (image) => addBrightness(image, 0.25));
    same('contrast 0.2', (image) => adjustContrast(image, 0.2));
    same('contrast 1.8', (image) => adjustContrast(image, 1.8));
    same('wild', (image) => {
      addBrightness(image, -0.35);
      adjustContrast(image, 1.9);
    });
  });

  it('adjust_saturation, also of values outside of the range', () => {
    for (const factor of ['0.0', '0.3', '1.5', '4.0']) same(`saturation ${factor}`, (image) => adjustSaturation(image, Number(factor)));
    for (const factor of [0.3, 1.5]) same(`wild saturation ${factor}`, (image) => adjustSaturation(image, factor), wild());
  });

  it('adjust_hue, both ways round, also of values outside of the range', () => {
    for (const turns of [-0.4, -0.1, 0.25, 0.4]) same(`hue ${turns}`, (image) => adjustHue(image, turns));
    for (const turns of [-0.4, 0.1]) same(`wild hue ${turns}`, (image) => adjustHue(image, turns), wild());
  });

  it('rgb_to_grayscale', () => {
    same('grey', toGreyscale);
  });
});

it('a whole turn of hue changes nothing; greys have none', () => {
  const image = picture();
  adjustHue(image, 1);
  adjustHue(image, -2);
  expectPixels(image, picture(), 1e-3);
  const grey = Float32Array.of(90, 90, 90, 0, 0, 0);
  adjustHue(grey, 0.3);
  adjustSaturation(grey, 3);
  expect([...grey]).toEqual([90, 90, 90, 0, 0, 0]);
});

it('scaleBrightness and clipPixels', () => {
  const image = Float32Array.of(100, 200, 10, -5, 255, 256);
  scaleBrightness(image, 1.5);
  clipPixels(image);
  expect([...image]).toEqual([150, 255, 15, 0, 255, 255]);
});
