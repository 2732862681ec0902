import { createRng } from '@supcon/core';
import { expect, it } from 'vitest';
import { paintGround } from './paint-ground.js';

const size = 16;
/** Mean of the lightest and darkest channel: HSL lightness, averaged over the picture. */
function lightness(pixels: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    const pixel = pixels.subarray(at, at + 3);
    sum += (Math.max(...pixel) + Math.min(...pixel)) / 510;
  }
  return sum / (pixels.length / 3);
}

it('is darker or lighter than the object by enough to make its shape out, either way', () => {
  const sides = new Set<boolean>();
  for (let seed = 0; seed < 60; seed++) {
    const object = 0.3 + 0.45 * (seed / 60);
    const ground = lightness(paintGround(createRng(seed, 'ground'), size, { hue: 0, saturation: 0.5, lightness: object }));
    expect(Math.abs(ground - object)).toBeGreaterThan(0.1);
    sides.add(ground > object);
  }
  expect(sides.size).toBe(2);
});
