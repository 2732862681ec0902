import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { normaliseImage } from '@supcon/core/image';
import { drawViews } from '../augment/draw-views.js';
import type { DataSet } from '../data/data-set.js';
import { TrainError } from '../errors.js';
import type { OnnxModel } from '../evaluate/onnx-model.js';
import type { AugmentOptions } from '../recipe/recipe-schema.js';
import type { BroughtEncoder } from './bring-encoder.js';
import { openEmbeddingCache, type EmbeddingCache } from './embedding-cache.js';

/** An encoder that was brought, in ONNX Runtime. */
export interface LoadedBrought extends Pick<BroughtEncoder, 'preprocessing' | 'imageSize'> {
  readonly model: OnnxModel;
  /** sha256 of the adopted model. */
  readonly sha256: string;
  /** D. */
  readonly features: number;
}

/** Pictures to embed, and in what form. */
export interface PicturesToEmbed {
  readonly indices: readonly number[];
  /** 0: the picture itself. From 1 on: an augmented view, the same for the same file, whatever else is in the data set. */
  readonly view: number;
}

/** How and where pictures are embedded. */
export interface EmbedPicturesOptions {
  readonly encoder: LoadedBrought;
  readonly data: Pick<DataSet, 'evaluation' | 'hashes' | 'decoding'>;
  readonly augment: AugmentOptions;
  readonly seed: number;
  /** For embeddings between runs. */
  readonly cacheFolder: string;
  /** Called behind each batch with the pictures that were embedded so far, of those that had to be. */
  readonly onPictures?: (done: number, total: number) => void;
  /** Whether to stop; what was embedded is kept. */
  readonly stopped?: () => boolean;
}

/** Pictures in one call of the encoder: transformers of 300 million parameters take some 100 MB for each. */
const BATCH = 16;
/** Pictures between writes to the disk: what an interruption may cost. */
const FLUSH_EVERY = 128;

/** Embeds pictures with an encoder that was brought, each file once in all runs.
 * @returns for each request float32 [N, D], not normalised, in the order of its indices.
 * @throws TrainError INTERRUPTED when asked to stop, UNUSABLE_ENCODER naming the picture where an embedding is not finite. */
export async function embedPictures(requests: readonly PicturesToEmbed[], options: EmbedPicturesOptions): Promise<Float32Array[]> {
  const { encoder, data, onPictures, stopped } = options;
  const { features } = encoder;
  const views = [...new Set(requests.map(({ view }) => view))];
  const caches = new Map<number, EmbeddingCache>();
  for (const view of views)
    caches.set(view, await openEmbeddingCache(join(options.cacheFolder, 'embeddings'), wayOf(view, options), features));
  const missing = views.map((view) => {
    const wanted = requests.filter((request) => request.view === view).flatMap(({ indices }) => indices);
    // Of copies of a picture one is embedded.
    const byHash = new Map(wanted.map((index) => [data.hashes[index]!, index]));
    return { view, indices: [...byHash].filter(([hash]) => !caches.get(view)!.get(hash)).map(([, index]) => index) };
  });
  const total = missing.reduce((sum, { indices }) => sum + indices.length, 0);
  let done = 0;
  for (const { view, indices } of missing) {
    const cache = caches.get(view)!;
    try {
      for (let begin = 0; begin < indices.length; begin += BATCH) {
        const batch = indices.slice(begin, begin + BATCH);
        const rows = await encoder.model.run(await pixelsOf(batch, view, options), batch.length, encoder.imageSize);
        const embeddings = rows.get('features')!;
        batch.forEach((index, n) => {
          const row = embeddings.subarray(n * features, (n + 1) * features);
          if (!row.every(Number.isFinite))
            throw new TrainError(
              'UNUSABLE_ENCODER',
              `the encoder answers numbers that are not finite to picture ${index} (sha256 ${data.hashes[index]!}); export it in float32, and look whether the preprocessing is the one that it was made for`,
            );
          cache.add(data.hashes[index]!, row);
        });
        done += batch.length;
        if (Math.floor(done / FLUSH_EVERY) > Math.floor((done - batch.length) / FLUSH_EVERY)) await cache.flush();
        onPictures?.(done, total);
        await setImmediate();
        if (stopped?.() === true)
          throw new TrainError('INTERRUPTED', `stopped after embedding ${done} of ${total} pictures; nothing is lost`);
      }
    } finally {
      await cache.flush();
    }
  }
  return requests.map(({ indices, view }) => {
    const result = new Float32Array(indices.length * features);
    indices.forEach((index, row) => result.set(caches.get(view)!.get(data.hashes[index]!)!, row * features));
    return result;
  });
}

/** What an embedding depends on besides the file. */
function wayOf(view: number, { encoder, data, augment, seed }: EmbedPicturesOptions): Record<string, unknown> {
  const { sha256, imageSize, preprocessing } = encoder;
  return {
    ...{ version: 1, encoder: sha256, imageSize, mean: preprocessing.mean, std: preprocessing.std, decoding: data.decoding, view },
    ...(view === 0 ? {} : { augment, seed }),
  };
}

/** @returns float32 [N, S, S, 3], normalised. */
async function pixelsOf(
  indices: readonly number[],
  view: number,
  { encoder, data, augment, seed }: EmbedPicturesOptions,
): Promise<Float32Array> {
  const { imageSize: size, preprocessing } = encoder;
  const pixels = await data.evaluation.read(indices);
  if (view === 0) return normaliseImage(pixels, preprocessing);
  const length = size * size * 3;
  const drawn = new Float32Array(indices.length * length);
  indices.forEach((index, n) => {
    const purpose = ['embedded view', view, data.hashes[index]!];
    const own = { augment, views: 1, size, seed, purpose, normalise: preprocessing };
    drawViews(pixels.subarray(n * length, (n + 1) * length), size, own, drawn.subarray(n * length, (n + 1) * length));
  });
  return drawn;
}
