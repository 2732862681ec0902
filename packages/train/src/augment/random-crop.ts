import type { Rng } from '@supcon/core';

/** Sizes and forms of crops. */
export interface RandomCropOptions {
  /** Share of the image's area to keep, drawn uniformly from this range. */
  readonly scale: readonly [number, number];
  /** Width over height, drawn log-uniformly from this range. */
  readonly aspect: readonly [number, number];
  /** Probability of mirroring left and right. */
  readonly flip: number;
}

/** Part of a square image in pixels, edges at whole numbers: 0 is the left edge of the first pixel. */
export interface Crop {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  readonly mirrored: boolean;
}

/** Tries before the whole image is taken, as torchvision does. */
const ATTEMPTS = 10;

/** A random resized crop (Szegedy et al., arXiv:1409.4842, section 6) of a square image, at any position in fractions of a pixel.
 * @param side of the image, in pixels. */
export function randomCrop(rng: Rng, side: number, options: RandomCropOptions): Crop {
  const { scale, aspect, flip } = options;
  let height = side;
  let width = side;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = side * side * rng.between(scale[0], scale[1]);
    const ratio = Math.exp(rng.between(Math.log(aspect[0]), Math.log(aspect[1])));
    const [w, h] = [Math.sqrt(area * ratio), Math.sqrt(area / ratio)];
    if (w > side || h > side) continue;
    [height, width] = [h, w];
    break;
  }
  return {
    top: rng.uniform() * (side - height),
    left: rng.uniform() * (side - width),
    height,
    width,
    mirrored: rng.uniform() < flip,
  };
}

/** The crop as TensorFlow's CropAndResize wants it: y1, x1, y2, x2, where 0 and 1 are the centres of the first and last pixel of the image and
 * the corners are the centres of the first and last pixel of the output. Samples lie at the centres of `size` equal parts of the crop; the
 * outermost are kept inside the image, where enlarging would reach up to half a pixel past it. */
export function cropBox(crop: Crop, side: number, size: number): [number, number, number, number] {
  const [y1, y2] = ends(crop.top, crop.height, side, size);
  const [x1, x2] = ends(crop.left, crop.width, side, size);
  return crop.mirrored ? [y1, x2, y2, x1] : [y1, x1, y2, x2];
}

function ends(start: number, length: number, side: number, size: number): [number, number] {
  const half = length / size / 2;
  const inside = (edge: number): number => Math.min(1, Math.max(0, (edge - 0.5) / (side - 1)));
  return [inside(start + half), inside(start + length - half)];
}
