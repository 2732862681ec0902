import { createRng } from '../rng.js';
import type { GoldenRecord } from './golden-record.js';

type Colour = readonly [number, number, number];
/** @param u, @param v from the left and from the top, whole numbers 0..255. */
type Shade = (u: number, v: number) => Colour;

/** Cells along a side of a mosaic. */
const CELLS = 16;

/** The pictures that an artifact records its encoder's answers to, drawn by whole numbers alone, so that every machine draws the same bytes: slopes, checks, discs and mosaics in
 * colours of the seed. They are drawn, and not photos, because an artifact goes to others and the photos of its training may be nobody's business; and they need no room.
 * @param side pixels. @returns uint8 [N, S, S, 3] RGB. */
export function drawGoldenPictures({ seed, pictures }: GoldenRecord, side: number): Uint8Array {
  const bytes = new Uint8Array(pictures * side * side * 3);
  let at = 0;
  for (let n = 0; n < pictures; n++) {
    const shade = shadeOf(seed, n);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++, at += 3) bytes.set(shade(Math.floor((256 * x) / side), Math.floor((256 * y) / side)), at);
  }
  return bytes;
}

function shadeOf(seed: number, n: number): Shade {
  const rng = createRng(seed, 'golden', n);
  const colour = (): Colour => [rng.integer(256), rng.integer(256), rng.integer(256)];
  const [one, other] = [colour(), colour()];
  switch (n % 4) {
    case 0:
      return (u, v) => mix(one, other, (u + v) >> 1);
    case 1: {
      const bits = 4 + rng.integer(3);
      return (u, v) => (((u >> bits) + (v >> bits)) % 2 === 0 ? one : other);
    }
    case 2: {
      const [left, top, radius] = [64 + rng.integer(128), 64 + rng.integer(128), 32 + rng.integer(64)];
      return (u, v) => ((u - left) ** 2 + (v - top) ** 2 < radius ** 2 ? one : mix(other, [0, 0, 0], v >> 1));
    }
    default: {
      const cells = Array.from({ length: CELLS * CELLS }, colour);
      return (u, v) => cells[(v >> 4) * CELLS + (u >> 4)]!;
    }
  }
}

/** @param share of the second, 0..255. */
function mix(one: Colour, other: Colour, share: number): Colour {
  const channel = (c: 0 | 1 | 2): number => (one[c] * (255 - share) + other[c] * share) >> 8;
  return [channel(0), channel(1), channel(2)];
}
