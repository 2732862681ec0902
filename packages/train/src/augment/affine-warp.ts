/** From an output pixel back to where it comes from: x' = a x + b y + c, y' = d x + e y + f, in pixels, pixel centres at halves (as Pillow's
 * `Image.transform` with AFFINE). */
export type AffineMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Mid grey, as AutoAugment fills what comes from outside. */
export const FILL = 128;

/** Rows lean: x' = x + amount y. */
export const shearX = (amount: number): AffineMap => [1, amount, 0, 0, 1, 0];
/** Columns lean: y' = y + amount x. */
export const shearY = (amount: number): AffineMap => [1, 0, 0, amount, 1, 0];
/** Moves the picture to the left. */
export const translateX = (pixels: number): AffineMap => [1, 0, pixels, 0, 1, 0];
/** Moves the picture up. */
export const translateY = (pixels: number): AffineMap => [1, 0, 0, 0, 1, pixels];

/** Turns about the centre. @param degrees counter-clockwise. */
export function rotation(degrees: number, side: number): AffineMap {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const middle = side / 2;
  return [cos, -sin, middle - middle * cos + middle * sin, sin, cos, middle - middle * sin - middle * cos];
}

/** Moves the pixels of one picture, float32 [S, S, 3], in place: bilinear, edge pixels continued by half a pixel, `FILL` beyond.
 * @param scratch as long as the picture. */
export function affineWarp(image: Float32Array, side: number, map: AffineMap, scratch: Float32Array): void {
  const [a, b, c, d, e, f] = map;
  scratch.set(image);
  const row = side * 3;
  const last = side - 1;
  let out = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++, out += 3) {
      const sourceX = a * (x + 0.5) + b * (y + 0.5) + c;
      const sourceY = d * (x + 0.5) + e * (y + 0.5) + f;
      if (!(sourceX >= 0 && sourceX < side && sourceY >= 0 && sourceY < side)) {
        image[out] = image[out + 1] = image[out + 2] = FILL;
        continue;
      }
      const left = Math.floor(sourceX - 0.5);
      const top = Math.floor(sourceY - 0.5);
      const right = sourceX - 0.5 - left;
      const below = sourceY - 0.5 - top;
      const x0 = left < 0 ? 0 : left * 3;
      const x1 = left < last ? (left + 1) * 3 : last * 3;
      const y0 = top < 0 ? 0 : top * row;
      const y1 = top < last ? (top + 1) * row : last * row;
      for (let channel = 0; channel < 3; channel++) {
        const upper0 = scratch[y0 + x0 + channel]!;
        const lower0 = scratch[y1 + x0 + channel]!;
        const upper = upper0 + (scratch[y0 + x1 + channel]! - upper0) * right;
        image[out + channel] = upper + (lower0 + (scratch[y1 + x1 + channel]! - lower0) * right - upper) * below;
      }
    }
  }
}
