import { setImmediate } from 'node:timers/promises';
import { normaliseImage } from '@supcon/core/image';
import { drawViews } from '../augment/draw-views.js';
import type { PixelCache } from '../data/pixel-cache.js';
import type { PictureEncoder } from './picture-encoder.js';
import { corrupt, type CorruptionOptions } from './corruptions/corrupt.js';
import type { AugmentOptions } from '../recipe/recipe-schema.js';

/** Images in one inference call: large enough for the processor, small enough for memory at 224 px. */
const BATCH = 64;

/** Embeddings of cached pictures as the finished encoder makes them, in inference mode.
 * @returns [N, D], not normalised, in the order of the indices. */
export async function embedImages(
  encoder: PictureEncoder,
  cache: PixelCache,
  indices: readonly number[],
  onImages: (done: number) => void = () => undefined,
): Promise<Float32Array> {
  return embedBatches(encoder, indices, cache.size, onImages, async (batch) =>
    normaliseImage(await cache.read(batch), encoder.preprocessing),
  );
}

/** One pass over pictures as augmented views instead of as they are. */
export interface AugmentedPass {
  readonly augment: AugmentOptions;
  readonly size: number;
  readonly seed: number;
  /** Every pass draws other views. */
  readonly pass: number;
}

/** The same of one random view of each picture. */
export async function embedAugmented(
  encoder: PictureEncoder,
  cache: PixelCache,
  indices: readonly number[],
  { augment, size, seed, pass }: AugmentedPass,
  onImages: (done: number) => void = () => undefined,
): Promise<Float32Array> {
  return embedBatches(encoder, indices, size, onImages, async (batch, begin) =>
    drawViews(await cache.read(batch), cache.size, {
      ...{ augment, views: 1, size, seed, purpose: ['stage2', pass, begin] },
      normalise: encoder.preprocessing,
    }),
  );
}

/** The same of each picture spoilt in one way. @param corruption what and how much; what is random follows from its seed */
export async function embedCorrupted(
  encoder: PictureEncoder,
  cache: PixelCache,
  indices: readonly number[],
  corruption: Omit<CorruptionOptions, 'first'>,
  onImages: (done: number) => void = () => undefined,
): Promise<Float32Array> {
  return embedBatches(encoder, indices, cache.size, onImages, async (batch, first) => {
    const spoilt = await corrupt(await cache.read(batch), cache.size, { ...corruption, first });
    return normaliseImage(spoilt, encoder.preprocessing);
  });
}

async function embedBatches(
  encoder: PictureEncoder,
  indices: readonly number[],
  imageSize: number,
  onImages: (done: number) => void,
  images: (batch: readonly number[], begin: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  const embeddings = new Float32Array(indices.length * encoder.embeddingSize);
  for (let begin = 0; begin < indices.length; begin += BATCH) {
    const batch = indices.slice(begin, begin + BATCH);
    embeddings.set(await encoder.embed(await images(batch, begin), imageSize), begin * encoder.embeddingSize);
    onImages(begin + batch.length);
    await setImmediate();
  }
  return embeddings;
}
