import type { Rng } from '@supcon/core';
import { hslToHex, shade, type Hsl } from './colour.js';
import { svg } from './svg-number.js';

/** What a drawing paints with. Colours are drawn at random for every picture, the same way for every class. */
export interface Paint {
  /** Fill of the object's body: a gradient from the lit to the shaded side. */
  readonly body: string;
  /** Fill of its second colour, the same way. */
  readonly accent: string;
  /** Plain colours for small parts. */
  readonly light: string;
  readonly dark: string;
  readonly accentDark: string;
  /** Nearly black: eyes, holes, tyres. */
  readonly ink: string;
  /** Stroke attributes of the body's outline; empty for pictures without outlines. */
  readonly outline: string;
}

/** A paint with the SVG definitions it refers to. */
export interface MixedPaint extends Paint {
  readonly definitions: string;
  /** Of the body, before light falls on it. */
  readonly colour: Hsl;
}

/** Mixes the colours of one object. @param lightAngle where light comes from, radians, 0 = right, counter-clockwise on the picture. */
export function mixPaint(rng: Rng, lightAngle: number): MixedPaint {
  const hue = rng.between(0, 360);
  const muted = rng.uniform() < 0.25;
  const colour: Hsl = {
    hue,
    saturation: muted ? rng.between(0, 0.2) : rng.between(0.35, 0.75),
    lightness: rng.uniform() < 0.5 ? rng.between(0.3, 0.48) : rng.between(0.52, 0.75),
  };
  const turn = [25, -30, 120, 150, 180, 210][rng.integer(6)] as number;
  const accent: Hsl = {
    hue: hue + turn + rng.between(-12, 12),
    saturation: rng.between(0.25, 0.8),
    lightness: colour.lightness > 0.5 ? rng.between(0.25, 0.45) : rng.between(0.6, 0.85),
  };
  const contrast = rng.between(0.08, 0.2);
  const dark = hslToHex(shade(colour, -0.22));
  const x = Math.cos(lightAngle) / 2;
  const y = -Math.sin(lightAngle) / 2;
  const gradient = (id: string, base: Hsl): string =>
    svg`<linearGradient id="${id}" x1="${0.5 + x}" y1="${0.5 + y}" x2="${0.5 - x}" y2="${0.5 - y}">` +
    `<stop offset="0" stop-color="${hslToHex(shade(base, contrast))}"/><stop offset="0.5" stop-color="${hslToHex(base)}"/>` +
    `<stop offset="1" stop-color="${hslToHex(shade(base, -contrast))}"/></linearGradient>`;
  return {
    body: 'url(#body)',
    accent: 'url(#accent)',
    light: hslToHex(shade(colour, 0.25)),
    dark,
    accentDark: hslToHex(shade(accent, -0.2)),
    ink: hslToHex({ hue: hue + 40, saturation: 0.25, lightness: rng.between(0.07, 0.16) }),
    outline: rng.uniform() < 0.5 ? svg`stroke="${dark}" stroke-width="${rng.between(1, 2.2)}" stroke-linejoin="round"` : '',
    definitions: gradient('body', colour) + gradient('accent', accent),
    colour,
  };
}
