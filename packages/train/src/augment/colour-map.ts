import type { Rng } from '@supcon/core';

/** How far colours are shifted; the ranges are those of the standard policy. */
export interface ColourJitterOptions {
  /** Probability that an image is jittered at all. */
  readonly probability: number;
  /** Factor from 1 - x to 1 + x. */
  readonly brightness: number;
  /** Factor from 1 - x to 1 + x. */
  readonly contrast: number;
  /** Factor from 1 - x to 1 + x. */
  readonly saturation: number;
  /** Rotation from -x to x, in turns. */
  readonly hue: number;
}

/** out = pixel · matrix + offset for a row vector of red, green, blue. */
export interface ColourMap {
  /** Row-major 3 x 3. */
  readonly matrix: readonly number[];
  readonly offset: readonly number[];
}

export const IDENTITY: ColourMap = { matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], offset: [0, 0, 0] };

/** Luma of ITU-R BT.601, as Pillow and torchvision weigh grey. */
export const LUMA: readonly [number, number, number] = [0.299, 0.587, 0.114];

/** Every channel becomes the luma. */
const TO_GREY: readonly number[] = LUMA.flatMap((weight) => [weight, weight, weight]);

/** RGB to NTSC YIQ and back, as column vectors; used transposed below because pixels are rows. */
const TO_YIQ = [0.299, 0.587, 0.114, 0.596, -0.274, -0.322, 0.211, -0.523, 0.312];
const FROM_YIQ = invert(TO_YIQ);

/** Draws the jitter of one image and the grey-out after it, composed into one map. The order of the four adjustments is random, as in
 * torchvision's ColorJitter; two departures follow from composing: values are clipped to the range once at the end, not after each
 * adjustment, and hue turns in YIQ space (lightness kept), not in HSV.
 * @param mean of the image's red, green and blue: contrast moves towards the image's own mean grey. */
export function randomColourMap(rng: Rng, mean: readonly number[], jitter: ColourJitterOptions, grayscale: number): ColourMap {
  let map = IDENTITY;
  if (rng.uniform() < jitter.probability) {
    const factor = (spread: number): number => rng.between(1 - spread, 1 + spread);
    const adjustments: readonly ((map: ColourMap) => ColourMap)[] = [
      (before) => compose(before, brightness(factor(jitter.brightness))),
      (before) => compose(before, contrast(factor(jitter.contrast), greyOf(before, mean))),
      (before) => compose(before, saturation(factor(jitter.saturation))),
      (before) => compose(before, hueRotation(rng.between(-jitter.hue, jitter.hue))),
    ];
    for (const adjust of rng.shuffle(adjustments)) map = adjust(map);
  }
  return rng.uniform() < grayscale ? compose(map, { matrix: TO_GREY, offset: [0, 0, 0] }) : map;
}

/** Multiplies all channels. @param factor 1 leaves them as they are. */
export function brightness(factor: number): ColourMap {
  return { matrix: IDENTITY.matrix.map((value) => value * factor), offset: [0, 0, 0] };
}

/** @param grey the image's mean luma, which stays where it is. */
export function contrast(factor: number, grey: number): ColourMap {
  const shift = (1 - factor) * grey;
  return { matrix: IDENTITY.matrix.map((value) => value * factor), offset: [shift, shift, shift] };
}

/** 0 is grey, 1 unchanged. */
export function saturation(factor: number): ColourMap {
  return { matrix: IDENTITY.matrix.map((value, at) => value * factor + TO_GREY[at]! * (1 - factor)), offset: [0, 0, 0] };
}

/** Turns the chroma plane of YIQ; luma stays. @param turns 1 is a full circle. */
export function hueRotation(turns: number): ColourMap {
  const [cos, sin] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
  const turn = [1, 0, 0, 0, cos, -sin, 0, sin, cos];
  return { matrix: transpose(multiply(FROM_YIQ, multiply(turn, TO_YIQ))), offset: [0, 0, 0] };
}

/** First `first`, then `second`. */
export function compose(first: ColourMap, second: ColourMap): ColourMap {
  const moved = multiplyRow(first.offset, second.matrix);
  return { matrix: multiply(first.matrix, second.matrix), offset: moved.map((value, at) => value + second.offset[at]!) };
}

/** Luma of a colour after a map. */
function greyOf(map: ColourMap, colour: readonly number[]): number {
  const mapped = multiplyRow(colour, map.matrix);
  return mapped.reduce((sum, value, at) => sum + (value + map.offset[at]!) * LUMA[at]!, 0);
}

function multiply(a: readonly number[], b: readonly number[]): number[] {
  return [0, 1, 2].flatMap((row) => multiplyRow(a.slice(row * 3, row * 3 + 3), b));
}

function multiplyRow(row: readonly number[], b: readonly number[]): number[] {
  return [0, 1, 2].map((column) => row[0]! * b[column]! + row[1]! * b[3 + column]! + row[2]! * b[6 + column]!);
}

function transpose(m: readonly number[]): number[] {
  return [0, 1, 2].flatMap((row) => [m[row]!, m[row + 3]!, m[row + 6]!]);
}

/** By the adjugate. */
function invert(m: readonly number[]): number[] {
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number];
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ].map((cofactor) => cofactor / determinant);
}
