import { expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { normaliseImage, PREPROCESSING } from '@supcon/core/image';
import { applyColourMap, meanColour, normalisePixels } from './apply-colour-map.js';
import { brightness, contrast, hueRotation, randomColourMap } from './colour-map.js';

const rng = createRng(1, 'apply-colour-map');
const pixels = Uint8Array.from({ length: 5 * 3 }, () => rng.integer(256));

it('maps each pixel as a row vector and clips to 0..255', () => {
  const jitter = { probability: 1, brightness: 0.9, contrast: 0.9, saturation: 0.9, hue: 0.5 };
  for (let draw = 0; draw < 20; draw++) {
    const map = randomColourMap(rng, [90, 120, 60], jitter, 0.2);
    const image = Float32Array.from(pixels);
    applyColourMap(image, map);
    image.forEach((value, at) => {
      const pixel = Math.floor(at / 3) * 3;
      let wanted = map.offset[at % 3]!;
      for (let channel = 0; channel < 3; channel++) wanted += pixels[pixel + channel]! * map.matrix[channel * 3 + (at % 3)]!;
      expect(value).toBeCloseTo(Math.min(255, Math.max(0, wanted)), 3);
    });
  }
});

it('keeps grey grey, whatever the hue, and its own mean under contrast', () => {
  const grey = Float32Array.of(70, 70, 70);
  applyColourMap(grey, hueRotation(0.3));
  grey.forEach((value) => expect(value).toBeCloseTo(70, 1));
  applyColourMap(grey, contrast(1.8, 70));
  grey.forEach((value) => expect(value).toBeCloseTo(70, 1));
  applyColourMap(grey, brightness(10));
  expect([...grey]).toEqual([255, 255, 255]);
});

it('normalises as serving does', () => {
  const image = Float32Array.from(pixels);
  normalisePixels(image, PREPROCESSING);
  const wanted = normaliseImage(pixels);
  image.forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 5));
});

it('averages each channel', () => {
  expect(meanColour(Float32Array.of(1, 10, 100, 3, 20, 200))).toEqual([2, 15, 150]);
});
