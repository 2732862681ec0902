import { createRng } from '@supcon/core/rng';
import type { PreprocessingConstants } from '@supcon/core/image';
import type { AugmentOptions } from './augment-schema.js';
import { IDENTITY, randomColourMap } from './colour-map.js';
import { viewEditor } from './edit-views.js';
import { cropBox, randomCrop } from './random-crop.js';
import { createViewPixels, type ViewPixels } from './view-pixels.js';

/** What `drawViews` draws, and of what random numbers. */
export interface DrawOptions {
  readonly augment: AugmentOptions;
  /** V */
  readonly views: number;
  /** Side of the views in pixels. */
  readonly size: number;
  readonly seed: number;
  /** What the random numbers are for: the same seed and purpose draw the same views, in an interrupted and in an unbroken run. */
  readonly purpose: readonly (string | number)[];
  /** Normalise with these; left out, values stay in 0..255. */
  readonly normalise?: PreprocessingConstants;
}

/** Augmented views of a batch: crop with flip, colours and what else the policy has, clipped to 0..255, then normalised. One view at
 * a time, which stays in the processor's cache; no engine, so the same bits on every machine and in every thread.
 * @param pixels uint8 [N, side, side, 3]
 * @param out float32 [V·N, size, size, 3], written from its beginning; may be shared memory. Default new memory.
 * @returns `out`, view-major: row v·N + n is view v of image n. */
export function drawViews(pixels: Uint8Array, side: number, options: DrawOptions, out?: Float32Array): Float32Array {
  const { augment, views, size, seed, purpose, normalise } = options;
  const pictureLength = side * side * 3;
  const viewLength = size * size * 3;
  const count = pixels.length / pictureLength;
  const drawn = out ?? new Float32Array(views * count * viewLength);
  const rng = createRng(seed, ...purpose);
  const crop = { scale: augment.cropScale, aspect: augment.cropAspect, flip: augment.flip };
  const boxes = Array.from({ length: views * count }, () => cropBox(randomCrop(rng, side, crop), side, size));
  const edit = viewEditor(options);
  const view = viewPixels(side, size);
  boxes.forEach((box, row) => {
    const picture = row % count;
    view.crop(pixels.subarray(picture * pictureLength, (picture + 1) * pictureLength), box);
    let map = augment.policy === 'standard' ? randomColourMap(rng, view.meanColour(), augment.jitter, augment.grayscale) : IDENTITY;
    if (edit) {
      if (map !== IDENTITY) view.mapColours(map);
      edit(view.image, Math.floor(row / count));
      map = IDENTITY;
    }
    if (normalise || map !== IDENTITY) view.mapColours(map, normalise);
    drawn.set(view.image, row * viewLength);
  });
  return drawn;
}

let latest: { readonly side: number; readonly size: number; readonly pixels: ViewPixels } | undefined;

/** Kept for the next batch: a WebAssembly memory takes more address space than a batch a second should leave to the garbage collector. */
function viewPixels(side: number, size: number): ViewPixels {
  if (latest?.side !== side || latest.size !== size) latest = { side, size, pixels: createViewPixels(side, size) };
  return latest.pixels;
}
