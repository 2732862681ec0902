import { createRng, type Engine, type Handle, type Rng } from '@supcon/core';
import { PREPROCESSING } from '@supcon/core/image';
import type { AugmentOptions } from './augment-schema.js';
import { randomColourMap } from './colour-map.js';
import { editViews, needsEdits } from './edit-views.js';
import { cropBox, randomCrop } from './random-crop.js';

export interface ViewOptions {
  readonly augment: AugmentOptions;
  readonly views: number;
  /** Side of the views in pixels. */
  readonly size: number;
  readonly seed: number;
  /** What the random numbers are for: the same seed and purpose draw the same views, in an interrupted and in an unbroken run. */
  readonly purpose: readonly (string | number)[];
}

/** Augmented views of a batch, normalised as at serving. @see makePixelViews */
export async function makeViews(engine: Engine, pixels: Uint8Array, side: number, options: ViewOptions): Promise<Handle> {
  const views = await makePixelViews(engine, pixels, side, options);
  const normalised = normalisePixels(engine, views);
  engine.free(views);
  return normalised;
}

/** Augmented views of a batch: crop with flip, colours and what else the policy has, clipped to 0..255.
 * @param pixels uint8 [N, side, side, 3]
 * @returns float32 [V·N, size, size, 3], view-major: row v·N + n is view v of image n. Owned by the caller. */
export async function makePixelViews(engine: Engine, pixels: Uint8Array, side: number, options: ViewOptions): Promise<Handle> {
  const { augment, views, size, seed, purpose } = options;
  const count = pixels.length / (side * side * 3);
  const rng = createRng(seed, ...purpose);
  const boxes = new Float32Array(views * count * 4);
  const boxImages = new Int32Array(views * count);
  for (let row = 0; row < views * count; row++) {
    const crop = randomCrop(rng, side, { scale: augment.cropScale, aspect: augment.cropAspect, flip: augment.flip });
    boxes.set(cropBox(crop, side, size), row * 4);
    boxImages[row] = row % count;
  }
  const images = engine.upload(pixels, [count, side, side, 3]);
  const crops = engine.cropAndResize(images, boxes, boxImages, size);
  const coloured = augment.policy === 'standard' ? await mapColours(engine, crops, augment, rng) : crops;
  engine.free(images);
  if (coloured !== crops) engine.free(crops);
  if (!needsEdits(augment)) return coloured;
  const edited = (await engine.download(coloured)) as Float32Array;
  engine.free(coloured);
  editViews(edited, options);
  return engine.upload(edited, [views * count, size, size, 3]);
}

/** Jitter and grayscale of the standard policy: one colour map for each view, clipped to 0..255. */
async function mapColours(engine: Engine, crops: Handle, augment: AugmentOptions, rng: Rng): Promise<Handle> {
  const count = crops.shape[0] ?? 0;
  const meanHandle = engine.meanPixels(crops);
  const means = await engine.download(meanHandle);
  engine.free(meanHandle);
  const matrices = new Float32Array(count * 9);
  const offsets = new Float32Array(count * 3);
  for (let row = 0; row < count; row++) {
    const map = randomColourMap(rng, [...means.subarray(row * 3, row * 3 + 3)], augment.jitter, augment.grayscale);
    matrices.set(map.matrix, row * 9);
    offsets.set(map.offset, row * 3);
  }
  return engine.colourTransform(crops, matrices, offsets, 0, 255);
}

/** (x / 255 - mean) / std, a channel at a time, on the engine. @param images float32 [N, H, W, 3] in 0..255 */
export function normalisePixels(engine: Engine, images: Handle): Handle {
  const count = images.shape[0] ?? 0;
  const matrices = new Float32Array(count * 9);
  const offsets = new Float32Array(count * 3);
  for (let n = 0; n < count; n++)
    for (let channel = 0; channel < 3; channel++) {
      matrices[n * 9 + channel * 4] = 1 / (255 * PREPROCESSING.std[channel]!);
      offsets[n * 3 + channel] = -PREPROCESSING.mean[channel]! / PREPROCESSING.std[channel]!;
    }
  return engine.colourTransform(images, matrices, offsets, -FAR, FAR);
}

/** Beyond any normalised pixel: no clipping. */
const FAR = 1e6;

/** Labels of view-major rows: the batch's labels once for each view. */
export function tileLabels(labels: Int32Array, views: number): Int32Array {
  const tiled = new Int32Array(labels.length * views);
  for (let view = 0; view < views; view++) tiled.set(labels, view * labels.length);
  return tiled;
}
