/** Where row y, column x of the upright square lies in the stored one, by EXIF orientation; `last` is its side minus 1. */
const STORED: readonly ((y: number, x: number, last: number) => readonly [number, number])[] = [
  (y, x) => [y, x],
  (y, x, last) => [y, last - x],
  (y, x, last) => [last - y, last - x],
  (y, x, last) => [last - y, x],
  (y, x) => [x, y],
  (y, x, last) => [last - x, y],
  (y, x, last) => [last - x, last - y],
  (y, x, last) => [x, last - y],
];

/** Turns and mirrors a square as its EXIF orientation says. @param pixels uint8 [size, size, 3]  @returns a new one, or the same for orientation 1 */
export function turnUpright(pixels: Uint8Array<ArrayBuffer>, size: number, orientation: number): Uint8Array<ArrayBuffer> {
  if (orientation === 1) return pixels;
  const stored = STORED[orientation - 1]!;
  const upright = new Uint8Array(pixels.length);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const [row, column] = stored(y, x, size - 1);
      const [from, to] = [(row * size + column) * 3, (y * size + x) * 3];
      upright[to] = pixels[from]!;
      upright[to + 1] = pixels[from + 1]!;
      upright[to + 2] = pixels[from + 2]!;
    }
  return upright;
}
