/** Side of the pictures that are hashed, pixels. */
export const THUMBNAIL_SIZE = 32;

/** What two pictures are compared by. */
export interface Likeness {
  /** 63 bits: upper 32 and lower 31, the lowest bit 0. */
  readonly hash: readonly [number, number];
  /** uint8 [16, 16, 3] RGB: what a match of hashes is verified on. */
  readonly pixels: Uint8Array;
  /** Black and white, in effect. */
  readonly grey: boolean;
}

const SIDE = THUMBNAIL_SIZE;
const HALF = SIDE / 2;
/** Low frequencies kept in each direction. */
const KEPT = 8;
/** Below this standard deviation of the luminance, in levels, a picture has nothing that a hash could hold. */
const LEAST_CONTRAST = 2.5;
/** Mean difference between the channels of a grey picture, in levels, at most: JPEG adds a little colour. */
const MOST_CHROMA = 3;

const COSINES = Float64Array.from({ length: KEPT * SIDE }, (_, at) =>
  Math.cos((Math.PI * (2 * (at % SIDE) + 1) * Math.floor(at / SIDE)) / (2 * SIDE)),
);
const CENTRE = 1 / Math.SQRT2;

/** The "pHash" of a picture: the signs, against their median, of the 63 lowest frequencies of its luminance (DCT-II of 32 x 32 pixels, the mean
 * left out). Re-encoding, resizing and slight changes of brightness flip few bits; of unrelated pictures about half differ.
 * @see Zauner 2010, Implementation and Benchmarking of Perceptual Image Hash Functions, section 3.2.1.
 * @param thumbnail uint8 [32, 32, 3] RGB.  @returns undefined for a picture of one colour. */
export function likenessOf(thumbnail: Uint8Array): Likeness | undefined {
  const luminance = new Float64Array(SIDE * SIDE);
  const pixels = new Uint8Array(HALF * HALF * 3);
  for (let at = 0; at < luminance.length; at++)
    luminance[at] = 0.299 * thumbnail[at * 3]! + 0.587 * thumbnail[at * 3 + 1]! + 0.114 * thumbnail[at * 3 + 2]!;
  if (deviation(luminance) < LEAST_CONTRAST) return undefined;
  let chroma = 0;
  for (let y = 0; y < HALF; y++)
    for (let x = 0; x < HALF; x++) {
      const [r, g, b] = [0, 1, 2].map((channel) => {
        const corner = (2 * y * SIDE + 2 * x) * 3 + channel;
        const sum = thumbnail[corner]! + thumbnail[corner + 3]! + thumbnail[corner + SIDE * 3]! + thumbnail[corner + SIDE * 3 + 3]!;
        return sum / 4;
      }) as [number, number, number];
      pixels.set([r, g, b], (y * HALF + x) * 3);
      chroma += Math.max(r, g, b) - Math.min(r, g, b);
    }
  return { hash: signs(lowFrequencies(luminance)), pixels, grey: chroma / HALF ** 2 < MOST_CHROMA };
}

/** float64 [8, 8], of which the first is the mean. A scale for each row and column, as an orthonormal transform has it, matters: it decides on which
 * side of the median a coefficient lies. */
function lowFrequencies(luminance: Float64Array): Float64Array {
  const rows = new Float64Array(SIDE * KEPT);
  for (let y = 0; y < SIDE; y++)
    for (let u = 0; u < KEPT; u++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += luminance[y * SIDE + x]! * COSINES[u * SIDE + x]!;
      rows[y * KEPT + u] = sum * (u === 0 ? CENTRE : 1);
    }
  const low = new Float64Array(KEPT * KEPT);
  for (let v = 0; v < KEPT; v++)
    for (let u = 0; u < KEPT; u++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += rows[y * KEPT + u]! * COSINES[v * SIDE + y]!;
      low[v * KEPT + u] = sum * (v === 0 ? CENTRE : 1);
    }
  return low;
}

function signs(low: Float64Array): [number, number] {
  const median = low.slice(1).sort()[(low.length - 2) / 2]!;
  const hash: [number, number] = [0, 0];
  for (let bit = 0; bit < low.length - 1; bit++)
    if (low[bit + 1]! > median) hash[bit >> 5] = (hash[bit >> 5]! | (1 << (31 - (bit & 31)))) >>> 0;
  return hash;
}

/** How many of the bits differ. */
export function hammingDistance(a: readonly [number, number], b: readonly [number, number]): number {
  return setBits(a[0] ^ b[0]) + setBits(a[1] ^ b[1]);
}

/** How many bits of a 32-bit number are set. */
export function setBits(value: number): number {
  const pairs = value - ((value >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Correlation of the pixels of two pictures, -1 to 1: brightness and contrast do not count. In colour, or in luminance where one of them
 * is black and white. */
export function similarityOf(a: Likeness, b: Likeness): number {
  const [one, other] = a.grey || b.grey ? [luminanceOf(a.pixels), luminanceOf(b.pixels)] : [a.pixels, b.pixels];
  const [meanOne, meanOther] = [mean(one), mean(other)];
  let [product, squareOne, squareOther] = [0, 0, 0];
  for (let at = 0; at < one.length; at++) {
    const [x, y] = [one[at]! - meanOne, other[at]! - meanOther];
    product += x * y;
    squareOne += x * x;
    squareOther += y * y;
  }
  return product / Math.sqrt(squareOne * squareOther || 1);
}

function luminanceOf(pixels: Uint8Array): Float64Array {
  return Float64Array.from(
    { length: pixels.length / 3 },
    (_, at) => 0.299 * pixels[at * 3]! + 0.587 * pixels[at * 3 + 1]! + 0.114 * pixels[at * 3 + 2]!,
  );
}

function mean(values: Uint8Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function deviation(values: Float64Array): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return Math.sqrt(sum / values.length);
}
