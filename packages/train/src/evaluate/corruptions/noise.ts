import type { Rng } from '@supcon/core';
import { poissonDraw } from './poisson-draw.js';

/** One picture, uint8 [S, S, 3], changed in place; a Uint8ClampedArray rounds and clips what is written. */

/** @param deviation of a range of 1 */
export function gaussianNoise(image: Uint8ClampedArray, deviation: number, rng: Rng): void {
  for (let at = 0; at < image.length; at++) image[at] = image[at]! + 255 * deviation * rng.normal();
}

/** Light as counted photons. @param photons that a value of 255 stands for */
export function shotNoise(image: Uint8ClampedArray, photons: number, rng: Rng): void {
  for (let at = 0; at < image.length; at++) image[at] = (255 * poissonDraw(rng, (image[at]! / 255) * photons)) / photons;
}

/** Salt and pepper, each value by itself. @param amount share of values, half of them black and half white */
export function impulseNoise(image: Uint8ClampedArray, amount: number, rng: Rng): void {
  for (let at = 0; at < image.length; at++) if (rng.uniform() < amount) image[at] = rng.uniform() < 0.5 ? 0 : 255;
}
