import type { Rng } from '@supcon/core';
import { FILL } from './affine-warp.js';

/** Whole pixels; edges may lie outside of the picture. */
export interface Hole {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Fills a rectangle of one picture, float32 [S, S, 3], in place. @param value of each erased value in turn; default mid grey. */
export function erase(image: Float32Array, side: number, hole: Hole, value: () => number = () => FILL): void {
  const [right, bottom] = [Math.min(side, hole.left + hole.width), Math.min(side, hole.top + hole.height)];
  for (let y = Math.max(0, hole.top); y < bottom; y++)
    for (let at = (y * side + Math.max(0, hole.left)) * 3; at < (y * side + right) * 3; at++) image[at] = value();
}

/** A square around any pixel, cut off at the edges: Cutout (DeVries and Taylor, arXiv:1708.04552). @param length of its sides, in pixels */
export function squareHole(rng: Rng, side: number, length: number): Hole {
  const [y, x] = [rng.integer(side), rng.integer(side)];
  return { top: y - Math.floor(length / 2), left: x - Math.floor(length / 2), height: length, width: length };
}

/** Size and form of a hole. */
export interface HoleOptions {
  /** Share of the picture, drawn uniformly. */
  readonly area: readonly [number, number];
  /** Width over height, drawn log-uniformly. */
  readonly aspect: readonly [number, number];
}

const ATTEMPTS = 10;

/** A rectangle inside the picture: random erasing (Zhong et al., arXiv:1708.04896, algorithm 1). @returns undefined where none of ten
 * draws fits, as for an area of 1 with an aspect far from 1. */
export function randomHole(rng: Rng, side: number, { area, aspect }: HoleOptions): Hole | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const pixels = side * side * rng.between(area[0], area[1]);
    const ratio = Math.exp(rng.between(Math.log(aspect[0]), Math.log(aspect[1])));
    const [width, height] = [Math.round(Math.sqrt(pixels * ratio)), Math.round(Math.sqrt(pixels / ratio))];
    if (width > side || height > side) continue;
    return { top: rng.integer(side - height + 1), left: rng.integer(side - width + 1), height, width };
  }
  return undefined;
}
