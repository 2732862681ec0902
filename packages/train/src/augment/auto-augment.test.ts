import { expect, it } from 'vitest';
import { createRng, type Rng } from '@supcon/core';
import { expectPixels, fromBytes, picture, pillow, SIDE } from '../../test/augment-fixtures.js';
import { autoAugment, IMAGENET_POLICY } from './auto-augment.js';

it('has the 25 sub-policies of the paper, as torchvision lists them', () => {
  const name = (theirs: string): string => (theirs === 'Color' ? 'colour' : theirs.charAt(0).toLowerCase() + theirs.slice(1));
  const wanted = pillow.imagenetPolicy.map((steps) =>
    steps.map(([theirs, probability, magnitude]) => [name(theirs), probability, magnitude]),
  );
  expect(IMAGENET_POLICY.map((steps) => steps.map(([own, probability, magnitude]) => [own, probability, magnitude ?? null]))).toEqual(
    wanted,
  );
});

const run = (policy: number, uniform: number): Float32Array => {
  const image = picture();
  const rng: Rng = { ...createRng(0), integer: () => policy, uniform: () => uniform };
  autoAugment(image, SIDE, rng, new Float32Array(image.length));
  return image;
};

it('applies the steps of the sub-policy drawn, each with its probability', () => {
  expectPixels(run(2, 0.7), fromBytes(pillow.results['equalize']!), 0);
  expectPixels(run(2, 0.9), picture(), 0);
  // Magnitude 7 of 9 takes 3 bits, then 6 of 9 takes 3 of the 5 left: the same 5 bits.
  const bits = run(3, 0.5);
  expect([...bits].every((value) => value % 8 === 0)).toBe(true);
});

it('changes most pictures, and keeps them in range', () => {
  const rng = createRng(5, 'auto');
  const drawn = Array.from({ length: 300 }, () => {
    const image = picture();
    autoAugment(image, SIDE, rng, new Float32Array(image.length));
    return image;
  });
  const changed = drawn.filter((image) => image.some((value, at) => value !== picture()[at]));
  expect(changed.length / drawn.length).toBeGreaterThan(0.75);
  for (const image of drawn) expect(Math.min(...image) >= 0 && Math.max(...image) <= 255).toBe(true);
});
