import type { Manifest } from '@supcon/core/artifact';
import { normaliseImage } from '@supcon/core/image';
import type { PixelCache } from '../data/pixel-cache.js';

/** Some pictures as an encoder takes them. */
export interface PictureBatch {
  /** float32 [count, S, S, 3], normalised. */
  readonly images: Float32Array;
  readonly count: number;
}

const BATCH = 32;

/** Cached pictures in the order of the indices, as an artifact wants them. @param onImages with the number of pictures handed out and done with. */
export async function* pictureBatches(
  cache: PixelCache,
  { preprocessing }: Pick<Manifest, 'preprocessing'>,
  indices: readonly number[],
  onImages: (done: number) => void = () => undefined,
): AsyncGenerator<PictureBatch, void> {
  for (let begin = 0; begin < indices.length; begin += BATCH) {
    const batch = indices.slice(begin, begin + BATCH);
    yield { images: normaliseImage(await cache.read(batch), preprocessing), count: batch.length };
    onImages(begin + batch.length);
  }
}
