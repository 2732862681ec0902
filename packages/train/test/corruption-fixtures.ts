import { readFileSync } from 'node:fs';
import { expectPixels, fromFloats, picture } from './augment-fixtures.js';

interface Case {
  readonly name: string;
  readonly arguments: readonly number[];
  readonly pixels: string;
}

/** Of Pillow, SciPy and colorsys, made by fixtures/corruptions.py. */
const cases = JSON.parse(readFileSync(new URL('./fixtures/corruptions.json', import.meta.url), 'utf8')) as readonly Case[];

/** The cases of one corruption. */
export const corruptionCases = (name: string): readonly Case[] => cases.filter((known) => known.name === name);

/** The test picture, a copy each time, uint8 [24, 24, 3]. */
export const bytes = (): Uint8ClampedArray => new Uint8ClampedArray(picture());

/** As the other library has it, in 0..255; ours is rounded to whole values (0.5), theirs may be (another 0.5). */
export function expectCase(image: Uint8ClampedArray, pixels: string, tolerance = 0.51): void {
  const wanted = fromFloats(pixels).map((value) => Math.min(255, Math.max(0, value / 255)));
  expectPixels(Float32Array.from(image), wanted, tolerance);
}
