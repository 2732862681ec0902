import type { Rng } from '@supcon/core';

/** Grain and size of a pattern of noise. */
export interface NoiseOptions {
  /** Picture side in pixels. */
  readonly size: number;
  /** Lattice cells across the picture in the first octave; unequal numbers stretch the pattern. */
  readonly cellsX: number;
  readonly cellsY: number;
  /** Each further octave has twice the cells at half the weight. */
  readonly octaves: number;
}

/** Fractal value noise: random values on lattices, joined smoothly.
 * @returns [size · size] row by row, 0..1, mean near 0.5. */
export function valueNoise(rng: Rng, { size, cellsX, cellsY, octaves }: NoiseOptions): Float32Array {
  const noise = new Float32Array(size * size);
  let total = 0;
  for (let octave = 0; octave < octaves; octave++) {
    const weight = 0.5 ** octave;
    total += weight;
    addOctave(rng, noise, size, cellsX * 2 ** octave, cellsY * 2 ** octave, weight);
  }
  for (let index = 0; index < noise.length; index++) noise[index] = noise[index]! / total;
  return noise;
}

function addOctave(rng: Rng, noise: Float32Array, size: number, cellsX: number, cellsY: number, weight: number): void {
  const columns = Math.ceil(cellsX) + 2;
  const lattice = Float32Array.from({ length: columns * (Math.ceil(cellsY) + 2) }, () => rng.uniform());
  for (let y = 0; y < size; y++) {
    const v = (y / size) * cellsY;
    const row = Math.floor(v);
    const fy = smooth(v - row);
    for (let x = 0; x < size; x++) {
      const u = (x / size) * cellsX;
      const column = Math.floor(u);
      const fx = smooth(u - column);
      const corner = row * columns + column;
      const above = lattice[corner]! + (lattice[corner + 1]! - lattice[corner]!) * fx;
      const below = lattice[corner + columns]! + (lattice[corner + columns + 1]! - lattice[corner + columns]!) * fx;
      noise[y * size + x]! += weight * (above + (below - above) * fy);
    }
  }
}

/** Smoothstep: 3t² - 2t³. */
function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
