import { fractalNoise } from './noise.mjs';

/** @typedef {import('@supcon/core').Rng} Rng */
/** A round part: centre and radius in radii of the cell. @typedef {{ x: number, y: number, radius: number }} Lobe */

/** Stained cells as under a microscope: what tells the classes is the shape of the nucleus and how much of the cell it fills. @type {Record<string, (rng: Rng) => Lobe[]>} */
export const CELLS = {
  'large-nucleus': (rng) => [{ x: rng.between(-0.08, 0.08), y: rng.between(-0.08, 0.08), radius: rng.between(0.66, 0.8) }],
  'small-nucleus': (rng) => [{ x: rng.between(-0.25, 0.25), y: rng.between(-0.25, 0.25), radius: rng.between(0.4, 0.55) }],
  kidney: (rng) => arc(rng, 7, rng.between(1.8, 2.4), 0.3),
  'two-lobes': (rng) => arc(rng, 2, rng.between(2.2, 3.1), 0.32),
  segmented: (rng) => arc(rng, 3 + rng.integer(3), rng.between(3.4, 5), 0.22),
};

/** Lobes along an arc around the middle. @param {Rng} rng @param {number} lobes @param {number} angle in all @param {number} radius @returns {Lobe[]} */
function arc(rng, lobes, angle, radius) {
  const [begin, away] = [rng.between(0, 2 * Math.PI), rng.between(0.38, 0.48)];
  return Array.from({ length: lobes }, (_, number) => {
    const at = begin + (angle * number) / (lobes - 1);
    return { x: away * Math.cos(at), y: away * Math.sin(at), radius: radius * rng.between(0.85, 1.15) };
  });
}

/**
 * Three to six cells of one class, with pale red ones of no class between them.
 * @param {string} label of CELLS
 * @param {Rng} rng
 * @param {number} side S, in pixels
 * @returns {Uint8Array} [S, S, 3]
 */
export function drawCells(label, rng, side) {
  const nucleus = CELLS[label];
  if (!nucleus) throw new Error(`there are no cells ${label}`);
  const ground = tint(rng, [235, 225, 215], 15);
  const [body, stain, pale] = [tint(rng, [190, 180, 215], 25), tint(rng, [105, 60, 140], 30), tint(rng, [225, 165, 160], 20)];
  const seed = rng.integer(1e6);
  const others = place(rng, 12, side, 0.05, 0.07).map((cell) => ({ ...cell, lobes: /** @type {Lobe[]} */ ([]) }));
  const cells = place(rng, 3 + rng.integer(4), side, 0.1, 0.16).map((cell) => ({ ...cell, lobes: nucleus(rng) }));
  const noise = rng.between(4, 14);
  const pixels = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      let colour = ground;
      for (const cell of [...others, ...cells]) {
        const [x, y] = [(column - cell.x) / cell.radius, (row - cell.y) / cell.radius];
        if (x * x + y * y > 1.21) continue;
        const edge = 1 + 0.2 * (fractalNoise(2 * x + cell.x, 2 * y + cell.y, { seed, gain: 0.5, octaves: 2 }) - 0.5);
        if (Math.hypot(x, y) > edge) continue;
        const inNucleus = cell.lobes.some((lobe) => Math.hypot(x - lobe.x, y - lobe.y) < lobe.radius * edge);
        colour = cell.lobes.length === 0 ? pale : inNucleus ? stain : body;
      }
      const shade = 30 * (fractalNoise(column / 12, row / 12, { seed: seed + 50, gain: 0.6, octaves: 3 }) - 0.5) + noise * rng.normal();
      colour.forEach((value, channel) => {
        pixels[(row * side + column) * 3 + channel] = Math.max(0, Math.min(255, Math.round(value + shade)));
      });
    }
  return pixels;
}

/** @param {Rng} rng @param {number[]} colour @param {number} by @returns {number[]} */
const tint = (rng, colour, by) => colour.map((channel) => channel + rng.between(-by, by));

/** Centres and radii in pixels, as far apart as some tries find. @param {Rng} rng @param {number} count @param {number} side @param {number} least radius, as a share of the side @param {number} most */
function place(rng, count, side, least, most) {
  /** @type {{ x: number, y: number, radius: number }[]} */
  const placed = [];
  for (let tries = 0; placed.length < count && tries < 200; tries++) {
    const cell = { x: rng.between(0.1, 0.9) * side, y: rng.between(0.1, 0.9) * side, radius: rng.between(least, most) * side };
    if (placed.every((other) => Math.hypot(other.x - cell.x, other.y - cell.y) > other.radius + cell.radius)) placed.push(cell);
  }
  return placed;
}
