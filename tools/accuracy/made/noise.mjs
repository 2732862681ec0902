/** A number in [0, 1) for a point of a lattice, the same on every machine. @param {number} x @param {number} y whole numbers @param {number} seed */
export function latticeValue(x, y, seed) {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Value noise: lattice values with a smooth step between them, in [0, 1). @param {number} x @param {number} y in cells @param {number} seed */
function valueNoise(x, y, seed) {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const step = (/** @type {number} */ t) => t * t * (3 - 2 * t);
  const [u, v] = [step(x - left), step(y - top)];
  const upper = latticeValue(left, top, seed) * (1 - u) + latticeValue(left + 1, top, seed) * u;
  const lower = latticeValue(left, top + 1, seed) * (1 - u) + latticeValue(left + 1, top + 1, seed) * u;
  return upper * (1 - v) + lower * v;
}

/**
 * Fractal noise: octaves of value noise, each at twice the frequency, weighted by `gain`. About 0 to 1.
 * @param {number} x @param {number} y in cells of the first octave
 * @param {{ seed: number, gain: number, octaves?: number }} options
 */
export function fractalNoise(x, y, { seed, gain, octaves = 5 }) {
  let [sum, weight, total] = [0, 1, 0];
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * valueNoise(x * 2 ** octave, y * 2 ** octave, seed + octave);
    total += weight;
    weight *= gain;
  }
  return sum / total;
}

/**
 * Distances to the nearest and the second nearest of one point in each cell (Worley, 1996), in cells.
 * @param {number} x @param {number} y in cells @param {number} seed
 * @returns {[number, number]}
 */
export function pointDistances(x, y, seed) {
  let [first, second] = [Infinity, Infinity];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  for (let row = top - 1; row <= top + 1; row++)
    for (let column = left - 1; column <= left + 1; column++) {
      const distance = Math.hypot(column + latticeValue(column, row, seed) - x, row + latticeValue(column, row, seed + 1) - y);
      if (distance < first) [first, second] = [distance, first];
      else if (distance < second) second = distance;
    }
  return [first, second];
}
