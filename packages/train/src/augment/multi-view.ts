import type { Engine, Handle } from '@supcon/core';
import { drawViews, type DrawOptions } from './draw-views.js';

/** As `DrawOptions`; views for an engine are always normalised. */
export type ViewOptions = DrawOptions & Required<Pick<DrawOptions, 'normalise'>>;

/** Augmented views of a batch, normalised as at serving, on an engine. @see drawViews
 * @param pixels uint8 [N, side, side, 3]
 * @returns float32 [V·N, size, size, 3], view-major. Owned by the caller. */
export function makeViews(engine: Engine, pixels: Uint8Array, side: number, options: ViewOptions): Handle {
  const rows = options.views * (pixels.length / (side * side * 3));
  const shape = [rows, options.size, options.size, 3];
  const drawn = new Float32Array(rows * options.size * options.size * 3);
  return engine.upload(drawViews(pixels, side, options, drawn), shape);
}

/** Labels of view-major rows: the batch's labels once for each view. */
export function tileLabels(labels: Int32Array, views: number): Int32Array {
  const tiled = new Int32Array(labels.length * views);
  for (let view = 0; view < views; view++) tiled.set(labels, view * labels.length);
  return tiled;
}
