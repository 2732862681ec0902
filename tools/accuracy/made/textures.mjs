import { fractalNoise, pointDistances } from './noise.mjs';

/** @typedef {import('@supcon/core').Rng} Rng */
/** Brightness 0 to 1 at a point. @typedef {(x: number, y: number) => number} Field */

/** Sheets of material. Two colours of any hue, turned and scaled at random, so that neither colour nor size nor direction tells a class: only how the pattern is made. @type {Record<string, (rng: Rng) => Field>} */
export const TEXTURES = {
  clouds: (rng) => noiseField(rng, 0.5, 1),
  grain: (rng) => noiseField(rng, 0.85, 1),
  fibres: (rng) => noiseField(rng, 0.7, rng.between(4, 8)),
  cracks: (rng) => {
    const [seed, width] = [rng.integer(1e6), rng.between(0.06, 0.2)];
    return (x, y) => {
      const [first, second] = pointDistances(x, y, seed);
      return Math.min(1, (second - first) / width);
    };
  },
  pebbles: (rng) => {
    const seed = rng.integer(1e6);
    return (x, y) => 1 - Math.min(1, pointDistances(x, y, seed)[0]);
  },
  ripples: (rng) => {
    const [seed, warp] = [rng.integer(1e6), rng.between(0.5, 2)];
    return (x, y) => 0.5 + 0.5 * Math.sin(5 * (x + warp * fractalNoise(x / 2, y / 2, { seed, gain: 0.5 })));
  },
};

/** @param {Rng} rng @param {number} gain @param {number} stretch of one direction @returns {Field} */
function noiseField(rng, gain, stretch) {
  const seed = rng.integer(1e6);
  return (x, y) => fractalNoise(x, y / stretch, { seed, gain });
}

/**
 * @param {string} label of TEXTURES
 * @param {Rng} rng
 * @param {number} side S, in pixels
 * @returns {Uint8Array} [S, S, 3]
 */
export function drawTexture(label, rng, side) {
  const make = TEXTURES[label];
  if (!make) throw new Error(`there is no texture ${label}`);
  const field = make(rng);
  const [angle, cells] = [rng.between(0, 2 * Math.PI), rng.between(4, 10)];
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const channels = [0, 1, 2].map(() => ({ dark: rng.between(0, 255), bright: rng.between(0, 255) }));
  const [lightX, lightY, noise] = [rng.between(-60, 60), rng.between(-60, 60), rng.between(5, 25)];
  const pixels = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const [x, y] = [((column - side / 2) / side) * cells, ((row - side / 2) / side) * cells];
      const value = field(x * cosine - y * sine + 100, x * sine + y * cosine + 100);
      const light = (lightX * (column - side / 2) + lightY * (row - side / 2)) / side + noise * rng.normal();
      channels.forEach(({ dark, bright }, channel) => {
        pixels[(row * side + column) * 3 + channel] = clamp(dark * (1 - value) + bright * value + light);
      });
    }
  return pixels;
}

/** @param {number} value */
const clamp = (value) => Math.max(0, Math.min(255, Math.round(value)));
