import { createRng } from '@supcon/core';

const CLASSES = 200;
/** Directions in which pictures of all classes differ. */
const SHARED = 24;
const SHARED_LENGTH = 0.7;
const NOISE_LENGTH = 0.35;

/**
 * Vectors as an encoder gives them: around the middle of a class, spread along few directions that all classes share, with noise. Other seeds give other vectors of the same classes.
 * @param {number} count
 * @param {number} width
 * @param {number} seed
 * @returns {Float32Array} unit [count, width]
 */
export function encoderLike(count, width, seed) {
  const frame = createRng(0, 'search');
  const gaussian = (/** @type {number} */ length) => Float32Array.from({ length }, () => frame.normal() / Math.sqrt(width));
  const [middles, directions] = [gaussian(CLASSES * width), gaussian(SHARED * width)];
  const rng = createRng(seed, 'vectors');
  const vectors = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    const own = vectors.subarray(row * width, (row + 1) * width);
    const middle = Math.floor(rng.uniform() * CLASSES) * width;
    for (let i = 0; i < width; i++) own[i] = (middles[middle + i] ?? 0) + (NOISE_LENGTH * rng.normal()) / Math.sqrt(width);
    for (let direction = 0; direction < SHARED; direction++) {
      const along = (SHARED_LENGTH * rng.normal()) / Math.sqrt(SHARED);
      for (let i = 0, at = direction * width; i < width; i++, at++) own[i] = (own[i] ?? 0) + along * (directions[at] ?? 0);
    }
    const scale = 1 / Math.hypot(...own);
    for (let i = 0; i < width; i++) own[i] = (own[i] ?? 0) * scale;
  }
  return vectors;
}
