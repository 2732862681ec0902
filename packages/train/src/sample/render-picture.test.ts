import { createRng } from '@supcon/core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { PICTURE_SIZE } from './compose-scene.js';
import { renderPicture } from './render-picture.js';
import { SAMPLE_CLASSES } from './sample-classes.js';

const render = (seed: number): Promise<Uint8Array> => renderPicture(createRng(seed, 'picture'), SAMPLE_CLASSES[0]!);

it('renders a colour JPEG of the stated size that is not blank, the same for the same generator', async () => {
  const bytes = await render(1);
  const { format, width, height, channels } = await sharp(bytes).metadata();
  expect({ format, width, height, channels }).toEqual({ format: 'jpeg', width: PICTURE_SIZE, height: PICTURE_SIZE, channels: 3 });
  for (const { stdev } of (await sharp(bytes).stats()).channels) expect(stdev).toBeGreaterThan(5);
  expect(await render(1)).toEqual(bytes);
  expect(await render(2)).not.toEqual(bytes);
});
