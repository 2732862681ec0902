import type { Rng } from '@supcon/core';
import { hslToRgb, type Hsl } from './colour.js';
import { TEXTURES, type Texture } from './textures.js';

/** Least difference of lightness between the object's body and the ground, so that shapes can be made out. */
const LEAST_CONTRAST = 0.26;

/** Paints what the object lies on or stands before, in colours that have nothing to do with what it is.
 * @param object colour of the object's body.
 * @returns RGB [size, size, 3]. */
export function paintGround(rng: Rng, size: number, object: Hsl): Uint8Array {
  const lightness = groundLightness(rng, object.lightness);
  const spread = rng.between(0.04, 0.13);
  const hue = rng.between(0, 360);
  const saturation = rng.uniform() < 0.35 ? rng.between(0, 0.12) : rng.between(0.12, 0.5);
  const first = hslToRgb({ hue, saturation, lightness: Math.min(0.95, lightness + spread) });
  const second = hslToRgb({ hue: hue + rng.between(-50, 50), saturation, lightness: Math.max(0.05, lightness - spread) });
  const texture = TEXTURES[rng.integer(TEXTURES.length)] as Texture;
  const mix = texture(rng, size);
  const pixels = new Uint8Array(size * size * 3);
  for (let index = 0; index < mix.length; index++)
    for (const channel of [0, 1, 2] as const)
      pixels[index * 3 + channel] = Math.round(first[channel] + (second[channel] - first[channel]) * mix[index]!);
  return pixels;
}

function groundLightness(rng: Rng, object: number): number {
  const gap = rng.between(LEAST_CONTRAST, 0.45);
  const candidates = [object - gap, object + gap].filter((value) => value > 0.12 && value < 0.92);
  return candidates[rng.integer(candidates.length)] ?? (object > 0.5 ? 0.15 : 0.85);
}
