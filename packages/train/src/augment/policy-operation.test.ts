import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '@supcon/core';
import { expectPixels, fromBytes, picture, pillow, SIDE } from '../../test/augment-fixtures.js';
import { applyOperation, type OperationName } from './policy-operation.js';
import { RAND_AUGMENT_OPERATIONS, STACKED_OPERATIONS } from './rand-augment.js';

const toss = (up: boolean): Rng => ({ ...createRng(0), uniform: () => (up ? 0.9 : 0.1) });
const applied = (name: OperationName, strength: number, up = true): Float32Array => {
  const image = picture();
  applyOperation(name, image, SIDE, strength, toss(up), new Float32Array(image.length));
  return image;
};
const torchvision = (name: string, magnitude: number): Float32Array =>
  fromBytes(pillow.operations.find((known) => known.name === name && known.magnitude === magnitude)!.pixels);

describe('at full strength', () => {
  it.each<[OperationName, string, number, number]>([
    ['shearX', 'ShearX', 0.3, 1],
    ['shearY', 'ShearY', 0.3, 1],
    ['rotate', 'Rotate', 30, 1],
    // 150 of 331 pixels are 10 of 24; half of it is 5. Ours moves left where torchvision's moves right.
    ['translateX', 'TranslateX', -5, 0.5],
    ['translateY', 'TranslateY', -5, 0.5],
  ])('%s is torchvision’s %s by %d, both ways', (name, theirs, magnitude, strength) => {
    expectPixels(applied(name, strength, true), torchvision(theirs, magnitude), 1);
    expectPixels(applied(name, strength, false), torchvision(theirs, -magnitude), 1);
  });

  it.each<[OperationName, string, boolean, number]>([
    ['posterize', 'posterize 4', true, 0],
    ['solarize', 'solarize 0', true, 0],
    ['colour', 'colour 1.9', true, 1.5],
    ['colour', 'colour 0.1', false, 1.5],
    ['contrast', 'contrast 1.9', true, 1.5],
    ['brightness', 'brightness 0.1', false, 1.5],
    ['sharpness', 'sharpness 1.9', true, 1.5],
    ['equalize', 'equalize', true, 0],
    ['autoContrast', 'autoContrast', true, 0],
    ['invert', 'invert', true, 0],
  ])('%s is Pillow’s %s', (name, wanted, up, tolerance) => {
    expectPixels(applied(name, 1, up), fromBytes(pillow.results[wanted]!), tolerance);
  });
});

it('strength 0 changes nothing, but for operations without a range', () => {
  const free: readonly OperationName[] = ['autoContrast', 'equalize', 'invert'];
  for (const name of STACKED_OPERATIONS) {
    const image = applied(name, 0);
    if (free.includes(name)) expect(image).not.toEqual(picture());
    // Values from 255 on are inverted at strength 0, and only those.
    else if (name === 'solarize')
      expectPixels(
        image,
        picture().map((value) => (value === 255 ? 0 : value)),
        0,
      );
    else expectPixels(image, picture(), 1e-4);
  }
});

it('knows the 14 operations of the paper and the 16 of the stacked variant', () => {
  expect(new Set(RAND_AUGMENT_OPERATIONS).size).toBe(14);
  expect(new Set(STACKED_OPERATIONS).size).toBe(16);
});
