import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { turnUpright } from './turn-upright.js';

it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns a square as sharp does for orientation %i', async (orientation) => {
  const size = 9;
  const rng = createRng(orientation, 'turn');
  const pixels = Uint8Array.from({ length: size * size * 3 }, () => rng.integer(256));
  const file = await sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .withMetadata({ orientation })
    .png()
    .toBuffer();
  expect([...turnUpright(pixels, size, orientation)]).toEqual([...(await sharp(file).autoOrient().raw().toBuffer())]);
});
