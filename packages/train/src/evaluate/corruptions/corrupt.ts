import sharp from 'sharp';
import { createRng, type Rng } from '@supcon/core';
import { TrainError } from '../../errors.js';
import { defocusBlur } from './defocus-blur.js';
import { motionBlur } from './motion-blur.js';
import { gaussianNoise, impulseNoise, shotNoise } from './noise.js';
import { pixelate } from './pixelate.js';
import { CORRUPTION_KINDS, severity, type CorruptionKind } from './severity.js';
import { brighten, flatten } from './tone.js';
import { zoomBlur } from './zoom-blur.js';

/** Which corruption, how strong, and of what random numbers. */
export interface CorruptionOptions {
  readonly kind: CorruptionKind;
  /** 1 (slight) to 5 (severe). */
  readonly strength: number;
  readonly seed: number;
  /** Number of the first picture, so that a set corrupted in batches is what it would be in one go. Default 0. */
  readonly first?: number;
}

/** Corrupts pictures as ImageNet-C does (Hendrycks and Dietterich, arXiv:1903.12261), with the authors' parameters for the pictures' size
 * (`severity`). What is random depends on seed, kind and the picture's number alone: with strength the same noise grows.
 * @param images uint8 [N, side, side, 3]; left as they are
 * @returns uint8 of the same shape
 * @throws TrainError USAGE for a kind or strength that does not exist, or a length that is no number of pictures. */
export async function corrupt(images: Uint8Array, side: number, options: CorruptionOptions): Promise<Uint8Array> {
  const { kind, strength, seed, first = 0 } = options;
  const pixels = side * side * 3;
  if (!CORRUPTION_KINDS.includes(kind))
    throw new TrainError('USAGE', `corrupt: kind must be one of ${CORRUPTION_KINDS.join(', ')}, got '${kind}'`);
  if (!Number.isInteger(strength) || strength < 1 || strength > 5)
    throw new TrainError('USAGE', `corrupt: strength must be a whole number from 1 to 5, got ${strength}`);
  if (!Number.isInteger(side) || side < 1 || images.length % pixels !== 0)
    throw new TrainError('USAGE', `corrupt: ${images.length} values are no whole number of pictures of ${side} x ${side} x 3`);
  const result = new Uint8ClampedArray(images);
  for (let n = 0; n < images.length / pixels; n++) {
    const image = result.subarray(n * pixels, (n + 1) * pixels);
    await corruptOne(image, side, kind, strength, createRng(seed, 'corrupt', kind, first + n));
  }
  return new Uint8Array(result.buffer);
}

async function corruptOne(image: Uint8ClampedArray, side: number, kind: CorruptionKind, strength: number, rng: Rng): Promise<void> {
  const of = (name: Parameters<typeof severity>[0]): number => severity(name, strength, side);
  switch (kind) {
    case 'gaussian-noise':
      gaussianNoise(image, of('gaussianNoise'), rng);
      break;
    case 'shot-noise':
      shotNoise(image, of('photons'), rng);
      break;
    case 'impulse-noise':
      impulseNoise(image, of('impulseNoise'), rng);
      break;
    case 'defocus-blur':
      defocusBlur(image, side, of('defocusRadius'), of('defocusSmoothing'));
      break;
    case 'motion-blur':
      motionBlur(image, side, of('motionRadius'), of('motionSigma'), rng.between(-45, 45));
      break;
    case 'zoom-blur':
      zoomBlur(image, side, of('zoom'));
      break;
    case 'brightness':
      brighten(image, of('brightness'));
      break;
    case 'contrast':
      flatten(image, of('contrast'));
      break;
    case 'jpeg':
      image.set(await throughJpeg(image, side, Math.round(of('jpegQuality'))));
      break;
    case 'pixelate':
      pixelate(image, side, of('pixelate'));
      break;
  }
}

/** Encoded and decoded again, colours at half the resolution. */
async function throughJpeg(image: Uint8ClampedArray, side: number, quality: number): Promise<Uint8Array> {
  const file = await sharp(image, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
  return sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer();
}
