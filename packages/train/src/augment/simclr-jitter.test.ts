import { expect, it } from 'vitest';
import { createRng, type Rng } from '@supcon/core';
import { expectPixels, fromFloats, picture, tensorflow } from '../../test/augment-fixtures.js';
import { simclrJitter } from './simclr-jitter.js';
import { adjustContrast, adjustHue, adjustSaturation, clipPixels, scaleBrightness } from './tf-colour.js';

const jitter = { probability: 0.8, brightness: 0.8, contrast: 0.8, saturation: 0.8, hue: 0.2 };

/** Always jitters, in a given order of brightness, contrast, saturation, hue, each draw at a given place of its range. */
const scripted = (order: readonly number[], places: readonly number[]): Rng => {
  const left = [...places];
  return {
    ...createRng(0),
    uniform: () => 0,
    between: (low, high) => low + (high - low) * left.shift()!,
    shuffle: (items) => order.map((at) => items[at]!),
  };
};

it('is TensorFlow’s single adjustments where the other three do nothing', () => {
  const only = { probability: 1, brightness: 0, contrast: 0, saturation: 0, hue: 0 };
  const contrast = picture();
  simclrJitter(contrast, { ...only, contrast: 0.8 }, scripted([0, 1, 2, 3], [0.5, 1, 0.5, 0.5]));
  const wanted = fromFloats(tensorflow.results['contrast 1.8']!);
  clipPixels(wanted);
  expectPixels(contrast, wanted, 2e-3);
  const hue = picture();
  simclrJitter(hue, { ...only, hue: 0.25 }, scripted([3, 2, 1, 0], [1, 0.5, 0.5, 0.5]));
  expectPixels(hue, fromFloats(tensorflow.results['hue 0.25']!), 2e-3);
});

it.each([[[0, 1, 2, 3]], [[3, 1, 0, 2]], [[2, 0, 3, 1]]])('adjusts in the order drawn and clips after each: %j', (order) => {
  const got = picture();
  simclrJitter(got, jitter, scripted(order, [0.9, 0.8, 0.7, 0.6]));
  const draw = [0.9, 0.8, 0.7, 0.6];
  const wanted = picture();
  const place = (low: number, high: number): number => low + (high - low) * draw.shift()!;
  for (const at of order) {
    if (at === 0) scaleBrightness(wanted, place(0.2, 1.8));
    else if (at === 1) adjustContrast(wanted, place(0.2, 1.8));
    else if (at === 2) adjustSaturation(wanted, place(0.2, 1.8));
    else adjustHue(wanted, place(-0.2, 0.2));
    clipPixels(wanted);
  }
  expectPixels(got, wanted, 1e-3);
});

it('leaves a picture alone with its probability, and never leaves 0..255', () => {
  const rng = createRng(8, 'rate');
  let untouched = 0;
  for (let draw = 0; draw < 1500; draw++) {
    const image = picture().subarray(300, 360);
    const before = image.slice();
    simclrJitter(image, jitter, rng);
    if (image.every((value, at) => value === before[at])) untouched++;
    expect(Math.min(...image)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...image)).toBeLessThanOrEqual(255.001);
  }
  expect(Math.abs(untouched / 1500 - 0.2)).toBeLessThan(0.035);
});
