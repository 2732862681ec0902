import type { Engine } from '@supcon/core';
import { mixViews } from '../augment/mix-images.js';
import type { AugmentOptions } from '../recipe/recipe-schema.js';
import type { Batch } from './batch-gradient.js';

/** Mixes the pictures of a batch and their labels where the recipe asks for it. Takes ownership of the batch's images.
 * @param draw seed and purpose of the random numbers.
 * @returns a batch whose images the caller owns. */
export async function mixBatch(
  engine: Engine,
  batch: Batch,
  { mix: { mixup, cutmix } }: AugmentOptions,
  classes: number,
  draw: { readonly seed: number; readonly purpose: readonly (string | number)[] },
): Promise<Batch> {
  if (mixup === 0 && cutmix === 0) return batch;
  const { views, targets } = await mixViews(engine, batch.images, batch.labels, classes, { mixup, cutmix, ...draw });
  engine.free(batch.images);
  return { ...batch, images: views, softTargets: targets };
}
