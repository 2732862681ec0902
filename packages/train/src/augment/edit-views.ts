import { createRng, type Rng } from '@supcon/core/rng';
import type { AugmentOptions } from './augment-schema.js';
import { autoAugment } from './auto-augment.js';
import { erase, randomHole } from './cutout.js';
import { gaussianBlur } from './gaussian-blur.js';
import { drawFlowers, drawImagenet5, jitterFlowers, jitterImagenet5 } from './notebook-colour.js';
import { solarize } from './pixel-table.js';
import { randAugment, RAND_AUGMENT_OPERATIONS, STACKED_OPERATIONS } from './rand-augment.js';
import { simclrJitter } from './simclr-jitter.js';
import { toGreyscale } from './tf-colour.js';

/** One picture float32 [S, S, 3] in 0..255, changed in place. @param view which one of its picture, from 0 */
export type Edit = (image: Float32Array, view: number) => void;

/** What `editViews` changes in finished crops, and of what random numbers. */
export interface EditOptions {
  readonly augment: AugmentOptions;
  /** V */
  readonly views: number;
  /** Side in pixels. */
  readonly size: number;
  readonly seed: number;
  readonly purpose: readonly (string | number)[];
}

/** What a policy does to one cropped view on the host, in place: colours (but for the standard policy, whose colours are one map), then blur,
 * solarize, cutout. Call it with the views in their order: each kind of draw has one generator for all of them, of its own, so that switching
 * one kind on leaves the others as they were.
 * @returns undefined where the policy has nothing of the kind. */
export function viewEditor({ augment, views, size, seed, purpose }: EditOptions): Edit | undefined {
  const rng = (kind: string): Rng => createRng(seed, ...purpose, kind);
  const scratch = new Float32Array(size * size * 3);
  const edits = [
    ...colourEdits(augment, views, size, rng, scratch),
    ...sometimes(augment.blur.probability, rng('blur'), (image, own) => gaussianBlur(image, size, own.between(...augment.blur.sigma))),
    ...sometimes(augment.solarize.probability, rng('solarize'), (image) => solarize(image, augment.solarize.threshold)),
    ...sometimes(augment.cutout.probability, rng('cutout'), (image, own) => {
      const hole = randomHole(own, size, augment.cutout);
      if (hole) erase(image, size, hole, augment.cutout.fill === 'noise' ? () => 255 * own.uniform() : undefined);
    }),
  ];
  if (edits.length === 0) return undefined;
  return (image, view) => {
    for (const edit of edits) edit(image, view);
  };
}

function colourEdits(augment: AugmentOptions, views: number, size: number, rng: (kind: string) => Rng, scratch: Float32Array): Edit[] {
  const { policy, jitter, operations, magnitude } = augment;
  const own = rng(policy);
  const grey = sometimes(augment.grayscale, rng('grayscale'), toGreyscale);
  switch (policy) {
    case 'standard':
    case 'none':
      return [];
    case 'notebook-flowers':
      return [
        (image) => {
          const draws = drawFlowers(own, jitter);
          if (draws) jitterFlowers(image, draws);
        },
        ...grey,
      ];
    case 'notebook-imagenet5': {
      // The notebooks have one view and draw once for a batch; each further view is a batch of its own, or all would look the same.
      const draws = Array.from({ length: views }, () => drawImagenet5(own));
      return [(image, view) => jitterImagenet5(image, draws[view]!), ...grey];
    }
    case 'simclr':
      return [(image) => simclrJitter(image, jitter, own), ...grey];
    case 'rand-augment':
      return [(image) => randAugment(image, size, { operations, magnitude, choice: RAND_AUGMENT_OPERATIONS }, own, scratch), ...grey];
    case 'auto-augment':
      return [(image) => autoAugment(image, size, own, scratch), ...grey];
    case 'stacked-rand-augment': {
      const colours = rng('jitter');
      return [
        (image) => simclrJitter(image, jitter, colours),
        (image) => randAugment(image, size, { operations, magnitude, choice: STACKED_OPERATIONS }, own, scratch),
        ...grey,
      ];
    }
  }
}

function sometimes(probability: number, rng: Rng, edit: (image: Float32Array, rng: Rng) => void): Edit[] {
  if (probability === 0) return [];
  return [
    (image) => {
      if (rng.uniform() < probability) edit(image, rng);
    },
  ];
}
