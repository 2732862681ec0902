/**
 * The pixels of augmented views, in WebAssembly with SIMD; AssemblyScript, compiled by the `build` target. Addresses are bytes in the module's memory,
 * laid out by src/augment/view-pixels.ts. A pixel is red, green and blue next to each other; loads and stores take four values, so the fourth is the
 * next pixel's red: it is overwritten by the next pixel, or lies in the padding behind the last one. Plain float32 arithmetic without fused
 * operations: the same bits on every machine.
 */

/** Along one axis, for each output pixel: int32 offset of the pixel before the sample, int32 offset of the one after, float32 share of the latter. */
const SAMPLE: usize = 12;
const PIXEL: usize = 12;

/** Bilinear crop. @param picture uint8 RGB @param columns, rows samples; offsets in bytes @param image float32 [size, size, 3] */
export function crop(picture: usize, columns: usize, rows: usize, size: i32, image: usize): void {
  const endOfRows = rows + <usize>size * SAMPLE;
  const endOfColumns = columns + <usize>size * SAMPLE;
  for (let row = rows; row < endOfRows; row += SAMPLE) {
    const upper = picture + load<u32>(row);
    const lower = picture + load<u32>(row, 4);
    const down = v128.load32_splat(row, 8);
    for (let column = columns; column < endOfColumns; column += SAMPLE, image += PIXEL) {
      const left = load<u32>(column);
      const right = load<u32>(column, 4);
      const across = v128.load32_splat(column, 8);
      const above = between(pixel(upper + left), pixel(upper + right), across);
      const below = between(pixel(lower + left), pixel(lower + right), across);
      v128.store(image, between(above, below, down));
    }
  }
}

/** Sums of the channels. @param image float32 [pixels, 3] @param sums float64 [3], and room for a fourth */
export function sumChannels(image: usize, pixels: i32, sums: usize): void {
  let redGreen = f64x2.splat(0);
  let blue = f64x2.splat(0);
  const end = image + <usize>pixels * PIXEL;
  for (; image < end; image += PIXEL) {
    const values = v128.load(image);
    redGreen = f64x2.add(redGreen, f64x2.promote_low_f32x4(values));
    blue = f64x2.add(blue, f64x2.promote_low_f32x4(v128.load64_zero(image, 8)));
  }
  v128.store(sums, redGreen);
  v128.store(sums, blue, 16);
}

/** out = image · matrix + offset, then not less than `least`, not more than `most`.
 * @param map float32 [6, 4]: what red, green and blue give to each channel, offset, least, most; the fourth column is not used
 * @param out not `image`: a pixel's fourth value would be the next one's red. */
export function mapColours(image: usize, pixels: i32, map: usize, out: usize): void {
  const ofRed = v128.load(map);
  const ofGreen = v128.load(map, 16);
  const ofBlue = v128.load(map, 32);
  const offset = v128.load(map, 48);
  const least = v128.load(map, 64);
  const most = v128.load(map, 80);
  const end = image + <usize>pixels * PIXEL;
  for (; image < end; image += PIXEL, out += PIXEL) {
    const red = f32x4.mul(v128.load32_splat(image), ofRed);
    const green = f32x4.mul(v128.load32_splat(image, 4), ofGreen);
    const blue = f32x4.mul(v128.load32_splat(image, 8), ofBlue);
    const mapped = f32x4.add(f32x4.add(red, green), f32x4.add(blue, offset));
    v128.store(out, f32x4.min(most, f32x4.max(least, mapped)));
  }
}

/** uint8 red, green, blue and what follows, as float32. */
function pixel(at: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at))));
}

function between(from: v128, to: v128, share: v128): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.sub(to, from), share));
}
