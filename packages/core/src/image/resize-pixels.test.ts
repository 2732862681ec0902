import { expect, it } from 'vitest';
import { lanczosSquare } from '../../test/lanczos.js';
import { createRng } from '../rng.js';
import { centreSquare } from './centre-square.js';
import { createPixelResizer } from './resize-pixels.js';

const resizer = createPixelResizer();

/** Noise between `least` and `most`. */
function picture(width: number, height: number, least: number, most: number): { rgba: Uint8Array; values: number[] } {
  const rng = createRng(width * 1000 + height, 'resize');
  const rgba = Uint8Array.from({ length: width * height * 4 }, () => least + rng.integer(most - least + 1));
  return { rgba, values: Array.from({ length: width * height * 3 }, (_, at) => rgba[Math.floor(at / 3) * 4 + (at % 3)]!) };
}

it.each([
  [60, 83, 30],
  [83, 60, 30],
  [33, 21, 17],
  [150, 41, 16],
  [5, 9, 32],
  [1, 1, 8],
  [2, 7, 9],
  [24, 24, 24],
  [47, 101, 12],
])('%i x %i pixels to %i are Lanczos in float64, to two roundings', (width, height, size) => {
  for (const thumbnail of [false, true])
    for (const [least, most, tolerance] of [
      [64, 192, 1.5],
      // What rings beyond black and white is clipped after the first pass too, as Pillow does it.
      [0, 255, 40],
    ] as const) {
      const { rgba, values } = picture(width, height, least, most);
      const { across, down } = centreSquare({ width, height, orientation: 1 }, size, thumbnail);
      const pixels = resizer.resize({ across, down }, (memory) => memory.set(rgba));
      const wanted = lanczosSquare({ width, height, values }, [down.resized, across.resized], [down.offset, across.offset], size);
      const worst = Math.max(...wanted.map((value, at) => Math.abs(Math.min(255, Math.max(0, value)) - pixels[at]!)));
      expect(worst).toBeLessThan(tolerance);
    }
});

it('keeps an even picture even, whatever its sizes', () => {
  for (const [width, height, size] of [
    [3, 3, 7],
    [159, 237, 96],
    [1000, 999, 10],
  ] as const) {
    const square = centreSquare({ width, height, orientation: 1 }, size, false);
    const pixels = resizer.resize(square, (memory) => void memory.fill(137));
    expect(new Set(pixels)).toEqual(new Set([137]));
  }
});

it('goes on after a picture that could not be written, and after a larger one', () => {
  const square = centreSquare({ width: 20, height: 20, orientation: 1 }, 8, false);
  const even = (): Uint8Array => resizer.resize(square, (memory) => void memory.fill(50));
  const before = even();
  expect(() =>
    resizer.resize(square, () => {
      throw new Error('no picture');
    }),
  ).toThrow('no picture');
  resizer.resize(centreSquare({ width: 3000, height: 2000, orientation: 1 }, 8, false), (memory) => void memory.fill(255));
  expect(even()).toEqual(before);
});
