import type { Rng } from '@supcon/core';
import { affineWarp, rotation, shearX, shearY, translateX, translateY } from './affine-warp.js';
import { erase, squareHole } from './cutout.js';
import { enhanceBrightness, enhanceColour, enhanceContrast, enhanceSharpness } from './enhance.js';
import { autoContrast, equalize, invert, posterize, solarize, solarizeAdd } from './pixel-table.js';

/** The operations of AutoAugment and RandAugment. */
export type OperationName =
  | 'identity'
  | 'shearX'
  | 'shearY'
  | 'translateX'
  | 'translateY'
  | 'rotate'
  | 'autoContrast'
  | 'invert'
  | 'equalize'
  | 'solarize'
  | 'solarizeAdd'
  | 'posterize'
  | 'contrast'
  | 'colour'
  | 'brightness'
  | 'sharpness'
  | 'cutout';

/** At strength 1, in the operation's own unit; lengths for a picture of 1 px. AutoAugment's ranges (arXiv:1805.09501, table 6), solarizeAdd and
 * cutout as in the RandAugment of the TensorFlow models. */
const RANGES = {
  /** Pixels to the side for a pixel down. */
  shear: 0.3,
  /** 150 px of 331. */
  translate: 150 / 331,
  degrees: 30,
  /** Factors from 0.1 to 1.9. */
  enhance: 0.9,
  /** Bits taken away. */
  posterize: 4,
  solarizeAdd: 110,
  /** Sides of the hole: 2 x 40 px of 224. */
  cutout: 80 / 224,
} as const;

/** One operation, in place on a picture float32 [S, S, 3] in 0..255. Directions and signs are drawn with equal probability, and where cutout
 * cuts. Random numbers drawn depend on the name alone, not on the picture.
 * @param strength 0..1 of the operation's range; nothing to those that have none (autoContrast, equalize, invert)
 * @param scratch as long as the picture */
export function applyOperation(
  name: OperationName,
  image: Float32Array,
  side: number,
  strength: number,
  rng: Rng,
  scratch: Float32Array,
): void {
  const either = (amount: number): number => (rng.uniform() < 0.5 ? -amount : amount);
  switch (name) {
    case 'identity':
      break;
    case 'shearX':
      affineWarp(image, side, shearX(either(RANGES.shear * strength)), scratch);
      break;
    case 'shearY':
      affineWarp(image, side, shearY(either(RANGES.shear * strength)), scratch);
      break;
    case 'translateX':
      affineWarp(image, side, translateX(either(Math.trunc(RANGES.translate * side * strength))), scratch);
      break;
    case 'translateY':
      affineWarp(image, side, translateY(either(Math.trunc(RANGES.translate * side * strength))), scratch);
      break;
    case 'rotate':
      affineWarp(image, side, rotation(either(RANGES.degrees * strength), side), scratch);
      break;
    case 'autoContrast':
      autoContrast(image);
      break;
    case 'invert':
      invert(image);
      break;
    case 'equalize':
      equalize(image);
      break;
    case 'solarize':
      solarize(image, 255 * (1 - strength));
      break;
    case 'solarizeAdd':
      solarizeAdd(image, RANGES.solarizeAdd * strength);
      break;
    case 'posterize':
      posterize(image, 8 - Math.round(RANGES.posterize * strength));
      break;
    case 'contrast':
      enhanceContrast(image, 1 + either(RANGES.enhance * strength));
      break;
    case 'colour':
      enhanceColour(image, 1 + either(RANGES.enhance * strength));
      break;
    case 'brightness':
      enhanceBrightness(image, 1 + either(RANGES.enhance * strength));
      break;
    case 'sharpness':
      enhanceSharpness(image, side, 1 + either(RANGES.enhance * strength), scratch);
      break;
    case 'cutout':
      erase(image, side, squareHole(rng, side, Math.round(RANGES.cutout * side * strength)));
      break;
  }
}
