/** Cuts a box out of a square picture and resizes it bilinearly, as TensorFlow's CropAndResize does.
 * @param picture uint8 [side, side, 3]
 * @param box y1, x1, y2, x2 as of `cropBox`; x1 > x2 mirrors
 * @param out float32 [size, size, 3], in the range of the input */
export function cropPixels(
  picture: Uint8Array,
  side: number,
  [y1, x1, y2, x2]: readonly [number, number, number, number],
  size: number,
  out: Float32Array,
): void {
  const columns = samplesOf(x1, x2, side, size, 3);
  const rows = samplesOf(y1, y2, side, size, side * 3);
  let at = 0;
  for (let y = 0; y < size; y++) {
    const upper = rows.before[y]!;
    const lower = rows.after[y]!;
    const down = rows.share[y]!;
    for (let x = 0; x < size; x++, at += 3) {
      const left = columns.before[x]!;
      const right = columns.after[x]!;
      const across = columns.share[x]!;
      // Written out for each channel: a loop of three costs half as much again.
      const red = picture[upper + left]!;
      const green = picture[upper + left + 1]!;
      const blue = picture[upper + left + 2]!;
      const redBelow = picture[lower + left]!;
      const greenBelow = picture[lower + left + 1]!;
      const blueBelow = picture[lower + left + 2]!;
      const redAbove = red + (picture[upper + right]! - red) * across;
      const greenAbove = green + (picture[upper + right + 1]! - green) * across;
      const blueAbove = blue + (picture[upper + right + 2]! - blue) * across;
      out[at] = redAbove + (redBelow + (picture[lower + right]! - redBelow) * across - redAbove) * down;
      out[at + 1] = greenAbove + (greenBelow + (picture[lower + right + 1]! - greenBelow) * across - greenAbove) * down;
      out[at + 2] = blueAbove + (blueBelow + (picture[lower + right + 2]! - blueBelow) * across - blueAbove) * down;
    }
  }
}

/** Along one axis: the pixels on both sides of each sample as offsets into the picture, and how far the sample lies towards the second. */
interface Samples {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly share: Float64Array;
}

function samplesOf(from: number, to: number, side: number, size: number, stride: number): Samples {
  const last = side - 1;
  const step = size > 1 ? ((to - from) * last) / (size - 1) : 0;
  const first = size > 1 ? from * last : ((from + to) / 2) * last;
  const samples = { before: new Int32Array(size), after: new Int32Array(size), share: new Float64Array(size) };
  for (let at = 0; at < size; at++) {
    // Rounding must not lead out of the picture.
    const position = Math.min(last, Math.max(0, first + at * step));
    const before = Math.floor(position);
    samples.before[at] = before * stride;
    samples.after[at] = Math.min(last, before + 1) * stride;
    samples.share[at] = position - before;
  }
  return samples;
}
