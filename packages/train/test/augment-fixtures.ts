import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

interface PillowFixture {
  readonly side: number;
  readonly picture: string;
  readonly flat: string;
  readonly results: Readonly<Record<string, string>>;
  readonly warps: readonly { readonly map: readonly number[]; readonly pixels: string }[];
  readonly operations: readonly { readonly name: string; readonly magnitude: number; readonly pixels: string }[];
  readonly blurs: readonly { readonly sigma: number; readonly taps: number; readonly pixels: string }[];
  readonly imagenetPolicy: readonly (readonly (readonly [string, number, number | null])[])[];
}

interface TensorflowFixture {
  readonly results: Readonly<Record<string, string>>;
  readonly flowers: readonly { readonly draws: readonly [number, number, number, number]; readonly pixels: string }[];
  readonly imagenet5: readonly { readonly draws: readonly [number, number, number]; readonly pixels: string }[];
}

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')) as T;

/** Of Pillow and torchvision, made by fixtures/augment-pillow.py. */
export const pillow = read<PillowFixture>('augment-pillow.json');
/** Of TensorFlow, made by fixtures/augment-tensorflow.py. */
export const tensorflow = read<TensorflowFixture>('augment-tensorflow.json');
export const SIDE = pillow.side;

/** uint8 in base64 as float32 of 0..255. */
export const fromBytes = (text: string): Float32Array => Float32Array.from(Buffer.from(text, 'base64'));
/** float32 of 0..1 in base64 as float32 of 0..255. */
export function fromFloats(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4) * 255);
}

/** The test picture, a copy each time: float32 [24, 24, 3] in 0..255. */
export const picture = (): Float32Array => fromBytes(pillow.picture);

/** No value further from the wanted one than the tolerance, of 255. */
export function expectPixels(got: Float32Array, wanted: Float32Array, tolerance: number): void {
  expect(got.length).toBe(wanted.length);
  const worst = got.reduce((most, value, at) => (Math.abs(value - wanted[at]!) > Math.abs(got[most]! - wanted[most]!) ? at : most), 0);
  expect(Math.abs(got[worst]! - wanted[worst]!), `value ${worst}: ${got[worst]!}, wanted ${wanted[worst]!}`).toBeLessThanOrEqual(tolerance);
}
