import type { Rng } from '@supcon/core';
import { applyOperation, type OperationName } from './policy-operation.js';

/** An operation, the probability that it happens, and its magnitude 0..9 (undefined: it has none). */
export type Step = readonly [name: OperationName, probability: number, magnitude?: number];

/** The policy found on ImageNet (Cubuk et al., arXiv:1805.09501, table 9). */
export const IMAGENET_POLICY: readonly (readonly [Step, Step])[] = [
  [
    ['posterize', 0.4, 8],
    ['rotate', 0.6, 9],
  ],
  [
    ['solarize', 0.6, 5],
    ['autoContrast', 0.6],
  ],
  [
    ['equalize', 0.8],
    ['equalize', 0.6],
  ],
  [
    ['posterize', 0.6, 7],
    ['posterize', 0.6, 6],
  ],
  [
    ['equalize', 0.4],
    ['solarize', 0.2, 4],
  ],
  [
    ['equalize', 0.4],
    ['rotate', 0.8, 8],
  ],
  [
    ['solarize', 0.6, 3],
    ['equalize', 0.6],
  ],
  [
    ['posterize', 0.8, 5],
    ['equalize', 1],
  ],
  [
    ['rotate', 0.2, 3],
    ['solarize', 0.6, 8],
  ],
  [
    ['equalize', 0.6],
    ['posterize', 0.4, 6],
  ],
  [
    ['rotate', 0.8, 8],
    ['colour', 0.4, 0],
  ],
  [
    ['rotate', 0.4, 9],
    ['equalize', 0.6],
  ],
  [
    ['equalize', 0],
    ['equalize', 0.8],
  ],
  [
    ['invert', 0.6],
    ['equalize', 1],
  ],
  [
    ['colour', 0.6, 4],
    ['contrast', 1, 8],
  ],
  [
    ['rotate', 0.8, 8],
    ['colour', 1, 2],
  ],
  [
    ['colour', 0.8, 8],
    ['solarize', 0.8, 7],
  ],
  [
    ['sharpness', 0.4, 7],
    ['invert', 0.6],
  ],
  [
    ['shearX', 0.6, 5],
    ['equalize', 1],
  ],
  [
    ['colour', 0.4, 0],
    ['equalize', 0.6],
  ],
  [
    ['equalize', 0.4],
    ['solarize', 0.2, 4],
  ],
  [
    ['solarize', 0.6, 5],
    ['autoContrast', 0.6],
  ],
  [
    ['invert', 0.6],
    ['equalize', 1],
  ],
  [
    ['colour', 0.6, 4],
    ['contrast', 1, 8],
  ],
  [
    ['equalize', 0.8],
    ['equalize', 0.6],
  ],
];

/** AutoAugment: one of the 25 sub-policies, its two steps in turn, each with its own probability; in place on one picture float32
 * [S, S, 3] in 0..255. Magnitudes mean what they mean in torchvision: factors of colour, contrast and sharpness lie 0.1 a step above or below 1. */
export function autoAugment(image: Float32Array, side: number, rng: Rng, scratch: Float32Array): void {
  for (const [name, probability, magnitude = 0] of IMAGENET_POLICY[rng.integer(IMAGENET_POLICY.length)]!)
    if (rng.uniform() < probability) applyOperation(name, image, side, magnitude / 9, rng, scratch);
}
