import type { Extent } from './viewport.js';

/** Where points lie, N of them, moved and scaled evenly so that all are within -1 to 1 around 0. */
export interface MapPoints extends Extent {
  /** [N] */
  readonly x: Float32Array;
  /** [N] */
  readonly y: Float32Array;
}

/** Moves points around 0 and scales them evenly into -1 to 1. What is no number is put into the middle.
 * @param x [N]. @param y [N]. */
export function mapPoints(x: Float32Array, y: Float32Array): MapPoints {
  const [left, right] = rangeOf(x);
  const [bottom, top] = rangeOf(y);
  const half = Math.max(right - left, top - bottom) / 2 || 1;
  const moved = (values: Float32Array, middle: number): Float32Array =>
    values.map((value) => (Number.isFinite(value) ? Math.fround((value - middle) / half) : 0));
  return {
    x: moved(x, (left + right) / 2),
    y: moved(y, (bottom + top) / 2),
    halfWidth: (right - left) / 2 / half,
    halfHeight: (top - bottom) / 2 / half,
  };
}

function rangeOf(values: Float32Array): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least > most ? [0, 0] : [least, most];
}
