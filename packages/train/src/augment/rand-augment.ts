import type { Rng } from '@supcon/core';
import { applyOperation, type OperationName } from './policy-operation.js';

/** The 14 operations of the paper (Cubuk et al., arXiv:1909.13719, section 3). */
export const RAND_AUGMENT_OPERATIONS: readonly OperationName[] = [
  'identity',
  'autoContrast',
  'equalize',
  'rotate',
  'solarize',
  'colour',
  'posterize',
  'contrast',
  'brightness',
  'sharpness',
  'shearX',
  'shearY',
  'translateX',
  'translateY',
];

/** The 16 that google-research's SupCon draws from in stacked RandAugment: without identity, with invert, cutout and solarizeAdd. */
export const STACKED_OPERATIONS: readonly OperationName[] = [
  ...RAND_AUGMENT_OPERATIONS.filter((name) => name !== 'identity'),
  'invert',
  'cutout',
  'solarizeAdd',
];

/** How many operations are drawn for a picture, how strong, and out of which. */
export interface RandAugmentOptions {
  /** N of the paper. */
  readonly operations: number;
  /** M of the paper, 0..10: 10 is the strongest of AutoAugment's ranges. (torchvision counts to 30.) */
  readonly magnitude: number;
  readonly choice: readonly OperationName[];
}

/** RandAugment: N operations drawn with repetition, all at strength M / 10, in place on one picture float32 [S, S, 3] in 0..255. */
export function randAugment(image: Float32Array, side: number, options: RandAugmentOptions, rng: Rng, scratch: Float32Array): void {
  for (let drawn = 0; drawn < options.operations; drawn++)
    applyOperation(options.choice[rng.integer(options.choice.length)]!, image, side, options.magnitude / 10, rng, scratch);
}
