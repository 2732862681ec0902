/**
 * A picture in float64.
 * @typedef {{ width: number, height: number, pixels: ArrayLike<number> }} Plain uint8 [height, width, 3]
 */

/**
 * The centre square of a picture by the textbook: Lanczos with three lobes in float64, widened where it shrinks, and no rounding before the end.
 * @param {Plain} picture upright
 * @param {number} size
 * @returns {Float64Array} [size, size, 3], 0 to 255, not rounded
 */
export function lanczosSquare({ width, height, pixels }, size) {
  const short = Math.min(width, height);
  const columns = sharesOf(width, Math.max(size, Math.round((width * size) / short)), size);
  const rows = sharesOf(height, Math.max(size, Math.round((height * size) / short)), size);
  const between = new Float64Array(height * size * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < size; x++)
      for (const { at, share } of columns[x] ?? [])
        for (let channel = 0; channel < 3; channel++)
          add(between, (y * size + x) * 3 + channel, share * (pixels[(y * width + at) * 3 + channel] ?? 0));
  const square = new Float64Array(size * size * 3);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      for (const { at, share } of rows[y] ?? [])
        for (let channel = 0; channel < 3; channel++)
          add(square, (y * size + x) * 3 + channel, share * (between[(at * size + x) * 3 + channel] ?? 0));
  return square.map((value) => Math.min(255, Math.max(0, value)));
}

/**
 * @param {number} length source pixels
 * @param {number} resized what they become
 * @param {number} size what is kept of that: of an odd rest, the larger half is cut off the beginning
 */
function sharesOf(length, resized, size) {
  const step = length / resized;
  const widen = Math.max(1, step);
  const offset = Math.floor((resized - size + 1) / 2);
  return Array.from({ length: size }, (_, pixel) => {
    const centre = (pixel + offset + 0.5) * step;
    const taps = [];
    for (let at = Math.max(0, Math.floor(centre - 3 * widen) - 1); at < Math.min(length, centre + 3 * widen + 1); at++) {
      const share = lanczos((at + 0.5 - centre) / widen);
      if (share !== 0) taps.push({ at, share });
    }
    const sum = taps.reduce((total, { share }) => total + share, 0);
    return taps.map(({ at, share }) => ({ at, share: share / sum }));
  });
}

/** @param {number} x */
function lanczos(x) {
  const sinc = (/** @type {number} */ value) => (value === 0 ? 1 : Math.sin(Math.PI * value) / (Math.PI * value));
  return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
}

/** @param {Float64Array} values  @param {number} at  @param {number} more */
function add(values, at, more) {
  values[at] = (values[at] ?? 0) + more;
}
