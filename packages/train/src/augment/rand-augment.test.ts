import { expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { expectPixels, fromBytes, picture, pillow, SIDE } from '../../test/augment-fixtures.js';
import { randAugment, RAND_AUGMENT_OPERATIONS, STACKED_OPERATIONS, type RandAugmentOptions } from './rand-augment.js';

const augmented = (options: RandAugmentOptions, seed: number): Float32Array => {
  const image = picture();
  randAugment(image, SIDE, options, createRng(seed, 'rand'), new Float32Array(image.length));
  return image;
};

it('applies N operations at strength M / 10', () => {
  expectPixels(augmented({ operations: 2, magnitude: 3, choice: ['invert'] }, 0), picture(), 0);
  expectPixels(augmented({ operations: 1, magnitude: 10, choice: ['posterize'] }, 0), fromBytes(pillow.results['posterize 4']!), 0);
  expectPixels(augmented({ operations: 0, magnitude: 10, choice: ['invert'] }, 0), picture(), 0);
});

it('repeats itself for a seed, differs between seeds, draws every operation and stays in range', () => {
  for (const choice of [RAND_AUGMENT_OPERATIONS, STACKED_OPERATIONS]) {
    const options = { operations: 2, magnitude: 9, choice };
    expect(augmented(options, 1)).toEqual(augmented(options, 1));
    const different = new Set(Array.from({ length: 60 }, (_, seed) => augmented(options, seed).join()));
    expect(different.size).toBeGreaterThan(45);
    for (let seed = 0; seed < 60; seed++) {
      const image = augmented(options, seed);
      expect(Math.min(...image) >= 0 && Math.max(...image) <= 255).toBe(true);
    }
    // One operation of one name looks the same whatever else there is to choose from.
    const single = choice.map((name) => augmented({ operations: 1, magnitude: 9, choice: [name] }, 3).join());
    const seen = new Set(Array.from({ length: 400 }, (_, seed) => augmented({ operations: 1, magnitude: 9, choice }, seed).join()));
    expect(seen.size).toBeGreaterThanOrEqual(new Set(single).size);
  }
});
