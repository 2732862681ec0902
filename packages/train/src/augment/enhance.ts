import { LUMA } from './colour-map.js';

/**
 * Pillow's ImageEnhance, in place on one picture: float32 [S, S, 3] in 0..255. Each moves between a plain version of the picture
 * (factor 0) and the picture (1), or past it, and is clipped. Pillow rounds the plain version and cuts off the result's fraction; here
 * nothing is rounded, so results lie up to 1.5 of 255 apart.
 */

/** Towards its grey version. */
export function enhanceColour(image: Float32Array, factor: number): void {
  const rest = 1 - factor;
  for (let at = 0; at < image.length; at += 3) {
    const red = image[at]!;
    const green = image[at + 1]!;
    const blue = image[at + 2]!;
    const grey = rest * (LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue);
    image[at] = byte(red * factor + grey);
    image[at + 1] = byte(green * factor + grey);
    image[at + 2] = byte(blue * factor + grey);
  }
}

/** Towards its mean grey, the same everywhere. */
export function enhanceContrast(image: Float32Array, factor: number): void {
  let sum = 0;
  for (let at = 0; at < image.length; at += 3) sum += LUMA[0] * image[at]! + LUMA[1] * image[at + 1]! + LUMA[2] * image[at + 2]!;
  const shift = (1 - factor) * Math.floor((3 * sum) / image.length + 0.5);
  for (let at = 0; at < image.length; at++) image[at] = byte(image[at]! * factor + shift);
}

/** Towards black. */
export function enhanceBrightness(image: Float32Array, factor: number): void {
  for (let at = 0; at < image.length; at++) image[at] = byte(image[at]! * factor);
}

/** Towards its version smoothed by a 3 x 3 kernel of ones with 5 in the middle; the outermost pixels stay.
 * @param scratch as long as the picture. */
export function enhanceSharpness(image: Float32Array, side: number, factor: number, scratch: Float32Array): void {
  scratch.set(image);
  const row = side * 3;
  const rest = (1 - factor) / 13;
  for (let y = 1; y < side - 1; y++)
    for (let at = y * row + 3; at < (y + 1) * row - 3; at++) {
      const middle = scratch[at]!;
      const around =
        scratch[at - row - 3]! +
        scratch[at - row]! +
        scratch[at - row + 3]! +
        scratch[at - 3]! +
        scratch[at + 3]! +
        scratch[at + row - 3]! +
        scratch[at + row]! +
        scratch[at + row + 3]!;
      image[at] = byte(middle * factor + rest * (around + 5 * middle));
    }
}

function byte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
