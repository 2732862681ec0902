import type { Rng } from '@supcon/core';
import sharp from 'sharp';
import { composeScene, PICTURE_SIZE } from './compose-scene.js';
import { exposePicture } from './expose-picture.js';
import { paintGround } from './paint-ground.js';
import type { SampleClass } from './sample-classes.js';

/** Renders one sample picture of a class: everything about it comes from `rng`.
 * @returns a JPEG file, PICTURE_SIZE square, quality 60 to 92. */
export async function renderPicture(rng: Rng, sampleClass: SampleClass): Promise<Uint8Array> {
  const scene = composeScene(rng, sampleClass);
  const ground = paintGround(rng, PICTURE_SIZE, scene.colour);
  const raw = { width: PICTURE_SIZE, height: PICTURE_SIZE, channels: 3 } as const;
  const { data } = await sharp(ground, { raw })
    .composite([{ input: Buffer.from(scene.svg) }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  exposePicture(rng, data, PICTURE_SIZE, scene.lightAngle);
  const blur = rng.uniform() < 0.35 ? rng.between(0.5, 1.3) : 0;
  const quality = 60 + rng.integer(33);
  const picture = sharp(data, { raw });
  return (blur > 0 ? picture.blur(blur) : picture).jpeg({ quality }).toBuffer();
}
