import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { cropAndResize } from '../../test/tensorflow-pictures.js';
import { cropBox, randomCrop, type Crop } from './random-crop.js';

const options = { scale: [0.3, 1], aspect: [3 / 4, 4 / 3], flip: 0.5 } as const;
const draws = (count: number, own: Parameters<typeof randomCrop>[2] = options): Crop[] => {
  const rng = createRng(1, 'crops');
  return Array.from({ length: count }, () => randomCrop(rng, 80, own));
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('randomCrop', () => {
  it('stays inside the image, the area range and the aspect range', () => {
    for (const { top, left, height, width } of draws(5000)) {
      expect(Math.min(top, left)).toBeGreaterThanOrEqual(0);
      expect(Math.max(top + height, left + width)).toBeLessThanOrEqual(80 + 1e-9);
      expect(height * width).toBeGreaterThanOrEqual(0.3 * 6400 - 1e-6);
      expect(width / height).toBeGreaterThan(0.75 - 1e-9);
      expect(width / height).toBeLessThan(4 / 3 + 1e-9);
    }
  });

  it('mirrors half of the time and favours no corner', () => {
    const crops = draws(20_000);
    expect(mean(crops.map((crop) => Number(crop.mirrored)))).toBeCloseTo(0.5, 1);
    const offCentre = crops.map(({ top, left, height, width }) => [top + height / 2 - 40, left + width / 2 - 40] as const);
    expect(Math.abs(mean(offCentre.map(([y]) => y)))).toBeLessThan(0.2);
    expect(Math.abs(mean(offCentre.map(([, x]) => x)))).toBeLessThan(0.2);
  });

  it('draws area uniformly where every area fits', () => {
    const areas = draws(20_000, { ...options, scale: [0.1, 0.5] }).map(({ height, width }) => (height * width) / 6400);
    const sorted = areas.toSorted((a, b) => a - b);
    // Largest distance to the uniform distribution function (Kolmogorov-Smirnov): 1.63 / sqrt(n) is the 1 % bound.
    const distance = Math.max(...sorted.map((area, rank) => Math.abs((area - 0.1) / 0.4 - rank / sorted.length)));
    expect(distance).toBeLessThan(1.63 / Math.sqrt(sorted.length));
  });

  it('takes the whole image when no draw fits', () => {
    expect(draws(1, { scale: [1, 1], aspect: [2, 2], flip: 0 })[0]).toEqual({ top: 0, left: 0, height: 80, width: 80, mirrored: false });
  });
});

describe('cropBox given to TensorFlow', () => {
  /** Output pixel k covers the k-th of `size` equal parts of the crop; its value is interpolated at the part's centre. */
  const reference = (image: Float64Array, side: number, crop: Crop, size: number): Float64Array => {
    const sample = (y: number, x: number): number => {
      const at = (value: number): readonly [number, number, number] => {
        const inside = Math.min(side - 1, Math.max(0, value - 0.5));
        const low = Math.min(side - 2, Math.floor(inside));
        return [low, low + 1, inside - low];
      };
      const [y0, y1, wy] = at(y);
      const [x0, x1, wx] = at(x);
      const value = (row: number, column: number): number => image[row * side + column]!;
      return (value(y0, x0) * (1 - wx) + value(y0, x1) * wx) * (1 - wy) + (value(y1, x0) * (1 - wx) + value(y1, x1) * wx) * wy;
    };
    const out = new Float64Array(size * size);
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        const across = crop.mirrored ? size - 1 - column : column;
        out[row * size + column] = sample(crop.top + ((row + 0.5) * crop.height) / size, crop.left + ((across + 0.5) * crop.width) / size);
      }
    return out;
  };

  it('cuts what the slow definition cuts', async () => {
    const side = 20;
    const size = 8;
    const rng = createRng(3, 'image');
    const grey = Float64Array.from({ length: side * side }, () => Math.floor(rng.uniform() * 256));
    const crops = Array.from({ length: 50 }, () => randomCrop(rng, side, { ...options, scale: [0.2, 1] }));
    const pixels = Uint8Array.from({ length: side * side * 3 }, (_, at) => grey[Math.floor(at / 3)]!);
    const boxes = Float32Array.from(crops.flatMap((crop) => cropBox(crop, side, size)));
    const got = await cropAndResize(pixels, side, boxes, new Int32Array(crops.length), size);
    crops.forEach((crop, index) => {
      const wanted = reference(grey, side, crop, size);
      wanted.forEach((value, at) => {
        expect(Math.abs(got[(index * size * size + at) * 3]! - value)).toBeLessThan(0.01);
      });
    });
  });
});
