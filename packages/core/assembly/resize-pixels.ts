/**
 * Two passes of a separable resize, in WebAssembly with SIMD; AssemblyScript, compiled by the `build` target. Addresses are bytes in the module's memory,
 * laid out by src/image/resize-pixels.ts. Pixels are red, green, blue and a fourth value that is carried along and dropped at the end. Weights are int16
 * with 14 bits behind the point and sums are int32: the same bits on every machine. Between the passes and after them values are rounded to uint8.
 */

const BITS: i32 = 14;
const HALF: i32 = 1 << (BITS - 1);

/** Rows of the source to fewer or more rows.
 * @param source uint8 RGBA @param stride bytes from a row to the next @param bytes of a row to be resized; a multiple of 16
 * @param begins int32 [size], the first source row of each row that comes out @param weights int16 [size, taps] @param taps a multiple of 2
 * @param out uint8 [size, bytes] */
export function resizeRows(
  source: usize,
  stride: usize,
  bytes: usize,
  begins: usize,
  weights: usize,
  taps: usize,
  size: usize,
  out: usize,
): void {
  const half = i32x4.splat(HALF);
  for (let row: usize = 0; row < size; row++) {
    const first = source + <usize>load<u32>(begins + row * 4) * stride;
    const ofRow = weights + row * taps * 2;
    const endOfWeights = ofRow + taps * 2;
    for (let column: usize = 0; column < bytes; column += 16) {
      let a = half;
      let b = half;
      let c = half;
      let d = half;
      let at = first + column;
      for (let weight = ofRow; weight < endOfWeights; weight += 4) {
        const pair = v128.load32_splat(weight);
        const upper = v128.load(at);
        const lower = v128.load(at + stride);
        at += 2 * stride;
        const low = v128.shuffle<u8>(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const high = v128.shuffle<u8>(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), pair));
        b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), pair));
        c = i32x4.add(c, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), pair));
        d = i32x4.add(d, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), pair));
      }
      const left = i16x8.narrow_i32x4_s(i32x4.shr_s(a, BITS), i32x4.shr_s(b, BITS));
      const right = i16x8.narrow_i32x4_s(i32x4.shr_s(c, BITS), i32x4.shr_s(d, BITS));
      v128.store(out + column, i8x16.narrow_i16x8_u(left, right));
    }
    out += bytes;
  }
}

/** Columns of `rows` rows to fewer or more columns, two rows at a time; the fourth value of each pixel is dropped.
 * @param source uint8 RGBA @param stride bytes from a row to the next @param begins int32 [size], byte of the first source pixel of each pixel that
 * comes out @param weights int16 [size, taps] @param taps a multiple of 4 @param out uint8 [rows, size, 3] */
export function resizeColumns(
  source: usize,
  stride: usize,
  rows: usize,
  begins: usize,
  weights: usize,
  taps: usize,
  size: usize,
  out: usize,
): void {
  for (let row: usize = 0; row < rows; row += 2) {
    // With an odd number of rows the last one is done twice.
    const next: usize = row + 1 < rows ? 1 : 0;
    const upper = source + row * stride;
    const lower = upper + next * stride;
    let above = out + row * size * 3;
    let below = above + next * size * 3;
    let weight = weights;
    for (let column: usize = 0; column < size; column++) {
      const begin = <usize>load<u32>(begins + column * 4);
      let a = i32x4.splat(HALF);
      let b = i32x4.splat(HALF);
      const endOfWeights = weight + taps * 2;
      let p = upper + begin;
      let q = lower + begin;
      for (; weight < endOfWeights; weight += 8) {
        const first = v128.load32_splat(weight);
        const second = v128.load32_splat(weight, 4);
        const one = pairs(v128.load(p));
        const two = pairs(v128.load(q));
        p += 16;
        q += 16;
        a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(one), first));
        b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(two), first));
        a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(one), second));
        b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(two), second));
      }
      const both = i16x8.narrow_i32x4_s(i32x4.shr_s(a, BITS), i32x4.shr_s(b, BITS));
      const bytes = i8x16.narrow_i16x8_u(both, both);
      v128.store16_lane(above, bytes, 0);
      v128.store8_lane(above, bytes, 2, 2);
      v128.store16_lane(below, bytes, 2);
      v128.store8_lane(below, bytes, 6, 2);
      above += 3;
      below += 3;
    }
  }
}

/** Four pixels: the values of the first two side by side, channel by channel, then those of the other two. */
function pairs(pixels: v128): v128 {
  return v128.shuffle<u8>(pixels, pixels, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
}
