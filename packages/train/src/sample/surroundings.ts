import type { Rng } from '@supcon/core';
import { hslToHex } from './colour.js';
import { svg } from './svg-number.js';

/** Pixels of the square that drawings are laid out in. */
const SIDE = 160;

/** Small shapes and scraps behind the object, none of them like a class: discs, rings, bars, triangles, crosses, squiggles. */
export function drawClutter(rng: Rng, count: number, sizes: readonly [number, number]): string {
  return Array.from({ length: count }, () => {
    const size = rng.between(...sizes);
    const colour = hslToHex({ hue: rng.between(0, 360), saturation: rng.between(0.1, 0.7), lightness: rng.between(0.2, 0.8) });
    const place = svg`translate(${rng.between(0, SIDE)} ${rng.between(0, SIDE)}) rotate(${rng.between(0, 360)}) scale(${size})`;
    return `<g transform="${place}" fill="${colour}" stroke="${colour}" opacity="${svg`${rng.between(0.55, 0.95)}`}">${scrap(rng)}</g>`;
  }).join('');
}

/** One scrap of about unit size. */
function scrap(rng: Rng): string {
  const shapes = [
    '<circle r="0.5" stroke="none"/>',
    '<circle r="0.4" fill="none" stroke-width="0.2"/>',
    '<rect x="-0.7" y="-0.12" width="1.4" height="0.24" rx="0.1" stroke="none"/>',
    '<rect x="-0.4" y="-0.4" width="0.8" height="0.8" rx="0.08" stroke="none"/>',
    '<path d="M0 -0.5 L0.5 0.4 L-0.5 0.4 Z" stroke="none"/>',
    '<path d="M-0.5 0 H0.5 M0 -0.5 V0.5" stroke-width="0.25"/>',
    '<path d="M-0.7 0 q0.2 -0.5 0.4 0 t0.4 0 t0.4 0" fill="none" stroke-width="0.15" stroke-linecap="round"/>',
  ];
  return shapes[rng.integer(shapes.length)] as string;
}

/** Something in front of the object that hides a part of it: a bar, a disc or a bunch of blades, reaching in from one side.
 * @param reach distance from the picture's object centre to where the occluder begins, pixels.
 * @param centre of the object, pixels. */
export function drawOccluder(rng: Rng, centre: readonly [number, number], reach: number): string {
  const angle = rng.between(0, 360);
  const colour = { hue: rng.between(0, 360), saturation: rng.between(0.1, 0.6), lightness: rng.between(0.2, 0.8) };
  const fill = hslToHex(colour);
  const edge = hslToHex({ ...colour, lightness: colour.lightness * 0.7 });
  const kind = rng.integer(3);
  const start = reach * rng.between(0.42, 0.66);
  const width = reach * rng.between(0.16, 0.34);
  const shape =
    kind === 0
      ? svg`<rect x="${start}" y="${-width / 2 + rng.between(-0.4, 0.4) * reach}" width="${SIDE}" height="${width}" rx="${width * 0.4}" fill="${fill}" stroke="${edge}" stroke-width="1.2"/>`
      : kind === 1
        ? svg`<circle cx="${start + width * 1.2}" cy="0" r="${width * 1.2}" fill="${fill}" stroke="${edge}" stroke-width="1.2"/>`
        : [-1, 0, 1]
            .map(
              (blade) =>
                svg`<path d="M${SIDE} ${blade * 22 - 7} Q${reach} ${blade * 16} ${start + Math.abs(blade) * 10} ${blade * reach * 0.3} Q${reach} ${blade * 16 + 8} ${SIDE} ${blade * 22 + 9} Z" fill="${fill}" stroke="${edge}" stroke-width="1"/>`,
            )
            .join('');
  return svg`<g transform="translate(${centre[0]} ${centre[1]}) rotate(${angle})">${shape}</g>`;
}
