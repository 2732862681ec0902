import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core/rng';
import { normaliseImage, PREPROCESSING } from '@supcon/core/image';
import { colourTransform, cropAndResize, meanPixels } from '../../test/tensorflow-pictures.js';
import { augmentSchema } from './augment-schema.js';
import { randomColourMap } from './colour-map.js';
import { POLICY_NAMES } from './policy-defaults.js';
import { drawViews, type DrawOptions } from './draw-views.js';
import { cropBox, randomCrop } from './random-crop.js';
import { tileLabels } from './tile-labels.js';

const SIDE = 16;
const still = augmentSchema.parse({
  cropScale: [1, 1],
  cropAspect: [1, 1],
  flip: 0,
  jitter: { probability: 0, brightness: 0, contrast: 0, saturation: 0, hue: 0 },
  grayscale: 0,
});
const lively = augmentSchema.parse({
  cropScale: [0.3, 1],
  cropAspect: [0.75, 4 / 3],
  flip: 0.5,
  jitter: { probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
  grayscale: 0.2,
});
const noise = (count: number): Uint8Array => {
  const rng = createRng(2, 'pixels');
  return Uint8Array.from({ length: count * SIDE * SIDE * 3 }, () => rng.integer(256));
};
const views = (pixels: Uint8Array, options: Partial<DrawOptions>): Float32Array =>
  drawViews(pixels, SIDE, {
    augment: lively,
    views: 2,
    size: SIDE,
    seed: 1,
    purpose: ['test', 0],
    normalise: PREPROCESSING,
    ...options,
  });

describe('drawViews', () => {
  it('is the preprocessing of serving when nothing is augmented', () => {
    const pixels = noise(3);
    const data = views(pixels, { augment: still, views: 1 });
    const wanted = normaliseImage(pixels);
    expect(data).toHaveLength(wanted.length);
    // Box coordinates are float32: a sample lies up to a millionth of a pixel beside the pixel's centre, between values 255 apart.
    data.forEach((value, at) => {
      expect(Math.abs(value - wanted[at]!)).toBeLessThan(1e-3);
    });
  });

  it('stacks view-major: row v·N + n is image n', () => {
    const pixels = new Uint8Array(3 * SIDE * SIDE * 3).map((_, at) => 40 + 80 * Math.floor(at / (SIDE * SIDE * 3)));
    const data = views(pixels, { augment: { ...lively, jitter: still.jitter } });
    expect(data).toHaveLength(6 * SIDE * SIDE * 3);
    const image = (row: number): number => Math.round((data[row * SIDE * SIDE * 3]! * PREPROCESSING.std[0] + PREPROCESSING.mean[0]) * 255);
    expect([0, 1, 2, 3, 4, 5].map(image)).toEqual([40, 120, 200, 40, 120, 200]);
    expect([...tileLabels(Int32Array.of(7, 8, 9), 2)]).toEqual([7, 8, 9, 7, 8, 9]);
  });

  it('draws the same for the same seed and purpose, and something else for another step, view or seed', () => {
    const pixels = noise(4);
    const first = views(pixels, {});
    expect(views(pixels, {})).toEqual(first);
    expect(views(pixels, { purpose: ['test', 1] })).not.toEqual(first);
    expect(views(pixels, { seed: 2 })).not.toEqual(first);
    const half = first.length / 2;
    expect(first.slice(0, half)).not.toEqual(first.slice(half));
  });

  it('clips to the range of pixels before normalising', () => {
    const data = views(noise(8), {
      augment: { ...lively, jitter: { ...lively.jitter, probability: 1, brightness: 1, contrast: 1 } },
    });
    const [low, high] = [0, 1].map((edge) =>
      [0, 1, 2].map((channel) => (edge - PREPROCESSING.mean[channel]!) / PREPROCESSING.std[channel]!),
    );
    data.forEach((value, at) => {
      expect(value).toBeGreaterThanOrEqual(low![at % 3]! - 1e-4);
      expect(value).toBeLessThanOrEqual(high![at % 3]! + 1e-4);
    });
  });

  it.each(POLICY_NAMES)('%s: makes views in the range of pixels, the same for a seed', (policy) => {
    const augment = augmentSchema.parse({ policy });
    const data = views(noise(3), { augment });
    expect(data).toHaveLength(6 * SIDE * SIDE * 3);
    expect(views(noise(3), { augment })).toEqual(data);
    data.forEach((value, at) => {
      const pixel = (value * PREPROCESSING.std[at % 3]! + PREPROCESSING.mean[at % 3]!) * 255;
      expect(pixel).toBeGreaterThan(-0.01);
      expect(pixel).toBeLessThan(255.01);
    });
  });

  it('draws the same bits on every machine, those of the first version up to rounding', async () => {
    const rng = createRng(2, 'pixels');
    const pixels = Uint8Array.from({ length: 6 * 20 * 20 * 3 }, () => rng.integer(256));
    const options = { augment: augmentSchema.parse({}), views: 2, size: 16, seed: 7, purpose: ['augment', 3, 11] };
    const first = await firstVersion(pixels, 20, { ...options, normalise: PREPROCESSING });
    // The plain JavaScript backend rounds alike on every processor, so its bits can be pinned too: this is what the first version drew.
    expect(hash(first)).toBe('5d6bd25fb8312a598f028ad6034cef796a4609a2eef0a1efd7075dfee72a730f');
    const data = drawViews(pixels, 20, { ...options, normalise: PREPROCESSING });
    data.forEach((value, at) => {
      expect(Math.abs(value - first[at]!)).toBeLessThan(1e-4);
    });
    expect(hash(data)).toBe('a05334a0cb4515fa47d42989dc568b5b0db7bdbce600b72d1964d15e972c97f6');
  });
});

/** The standard policy as a chain of TensorFlow's operations, as it was drawn at first. */
async function firstVersion(pixels: Uint8Array, side: number, { augment, views: count, size, seed, purpose }: DrawOptions) {
  const images = pixels.length / (side * side * 3);
  const rng = createRng(seed, ...purpose);
  const crop = { scale: augment.cropScale, aspect: augment.cropAspect, flip: augment.flip };
  const rows = Array.from({ length: count * images }, (_, row) => row);
  const boxes = Float32Array.from(rows.flatMap(() => cropBox(randomCrop(rng, side, crop), side, size)));
  const cut = await cropAndResize(
    pixels,
    side,
    boxes,
    Int32Array.from(rows, (row) => row % images),
    size,
  );
  const means = await meanPixels(cut, size);
  const maps = rows.map((row) => randomColourMap(rng, [...means.subarray(row * 3, row * 3 + 3)], augment.jitter, augment.grayscale));
  const flat = (values: readonly (readonly number[])[]): Float32Array => Float32Array.from(values.flat());
  const coloured = await colourTransform(
    cut,
    size,
    flat(maps.map(({ matrix }) => matrix)),
    flat(maps.map(({ offset }) => offset)),
    [0, 255],
  );
  const { mean, std } = PREPROCESSING;
  const scale = rows.map(() => [0, 1, 2].flatMap((a) => [0, 1, 2].map((b) => (a === b ? 1 / (255 * std[a]!) : 0))));
  const shift = rows.map(() => mean.map((value, channel) => -value / std[channel]!));
  return colourTransform(coloured, size, flat(scale), flat(shift), [-1e6, 1e6]);
}

function hash(data: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}
