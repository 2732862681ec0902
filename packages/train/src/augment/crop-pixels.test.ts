import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNativeEngine, createRng, type Engine } from '@supcon/core';
import { cropPixels } from './crop-pixels.js';
import { cropBox, randomCrop } from './random-crop.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

const rng = createRng(4, 'crop-pixels');
const noise = (side: number): Uint8Array => Uint8Array.from({ length: side * side * 3 }, () => rng.integer(256));
const crop = (picture: Uint8Array, side: number, box: readonly [number, number, number, number], size: number): Float32Array => {
  const out = new Float32Array(size * size * 3);
  cropPixels(picture, side, box, size, out);
  return out;
};

it.each([
  [20, 16],
  [16, 16],
  [9, 24],
  [30, 7],
])('cuts %i px to %i px as TensorFlow’s CropAndResize', async (side, size) => {
  const picture = noise(side);
  const options = { scale: [0.1, 1], aspect: [0.5, 2], flip: 0.5 } as const;
  for (let draw = 0; draw < 12; draw++) {
    const box = cropBox(randomCrop(rng, side, options), side, size);
    const wanted = await engine.download(
      engine.cropAndResize(engine.upload(picture, [1, side, side, 3]), Float32Array.from(box), Int32Array.of(0), size),
    );
    crop(picture, side, box, size).forEach((value, at) => {
      // TensorFlow's positions are float32, and keep a hair inside the border.
      expect(Math.abs(value - wanted[at]!)).toBeLessThan(0.02);
    });
  }
});

it('returns the picture itself, or its mirror image, for the whole box at its own size', () => {
  const side = 11;
  const picture = noise(side);
  expect([...crop(picture, side, [0, 0, 1, 1], side)]).toEqual([...picture]);
  const mirrored = crop(picture, side, [0, 1, 1, 0], side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (let channel = 0; channel < 3; channel++)
        expect(mirrored[(y * side + x) * 3 + channel]).toBe(picture[(y * side + side - 1 - x) * 3 + channel]);
});

it('takes the middle of the box for a single pixel', () => {
  const picture = Uint8Array.of(10, 0, 0, 20, 0, 0, 30, 0, 0, 40, 0, 0);
  expect([...crop(picture, 2, [0, 0, 1, 1], 1)]).toEqual([25, 0, 0]);
});
