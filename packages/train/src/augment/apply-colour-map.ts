import type { PreprocessingConstants } from '@supcon/core/image';
import type { ColourMap } from './colour-map.js';

/** Maps the colours of one picture, float32 [..., 3] in 0..255, in place, and clips them to that range. */
export function applyColourMap(image: Float32Array, { matrix, offset }: ColourMap): void {
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix as readonly [number, number, number, number, number, number, number, number, number];
  const [r, g, b] = offset as readonly [number, number, number];
  for (let at = 0; at < image.length; at += 3) {
    const red = image[at]!;
    const green = image[at + 1]!;
    const blue = image[at + 2]!;
    image[at] = clip(red * rr + green * gr + blue * br + r);
    image[at + 1] = clip(red * rg + green * gg + blue * bg + g);
    image[at + 2] = clip(red * rb + green * gb + blue * bb + b);
  }
}

/** (x / 255 - mean) / std for each channel of one picture, float32 [..., 3] in 0..255, in place. */
export function normalisePixels(image: Float32Array, { mean, std }: PreprocessingConstants): void {
  const [red, green, blue] = std.map((value) => 1 / (255 * value)) as [number, number, number];
  const [redShift, greenShift, blueShift] = mean.map((value, channel) => value / std[channel]!) as [number, number, number];
  for (let at = 0; at < image.length; at += 3) {
    image[at] = image[at]! * red - redShift;
    image[at + 1] = image[at + 1]! * green - greenShift;
    image[at + 2] = image[at + 2]! * blue - blueShift;
  }
}

/** Mean red, green and blue of one picture, [..., 3]. */
export function meanColour(image: Float32Array): [number, number, number] {
  let [red, green, blue] = [0, 0, 0];
  for (let at = 0; at < image.length; at += 3) {
    red += image[at]!;
    green += image[at + 1]!;
    blue += image[at + 2]!;
  }
  const pixels = image.length / 3;
  return [red / pixels, green / pixels, blue / pixels];
}

function clip(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
