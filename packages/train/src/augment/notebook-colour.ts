import type { Rng } from '@supcon/core';
import type { ColourJitterOptions } from './colour-map.js';
import { addBrightness, adjustContrast, adjustHue, adjustSaturation, clipPixels } from './tf-colour.js';

/** Draws for one picture of the Flowers notebook: a sum for brightness, factors, and a rotation in turns. */
export type FlowersDraws = readonly [brightness: number, contrast: number, saturation: number, hue: number];
/** Draws for a batch of the ImageNet-5 notebooks. */
export type Imagenet5Draws = readonly [contrast: number, saturation: number, hue: number];

/** Whether the Flowers notebook jitters a picture, and how. */
export function drawFlowers(rng: Rng, jitter: ColourJitterOptions): FlowersDraws | undefined {
  if (rng.uniform() >= jitter.probability) return undefined;
  return [
    rng.between(-jitter.brightness, jitter.brightness),
    rng.between(1 - jitter.contrast, 1 + jitter.contrast),
    rng.between(1 - jitter.saturation, 1 + jitter.saturation),
    rng.between(-jitter.hue, jitter.hue),
  ];
}

/** The colours of the Flowers notebook, in its order, clipped at the end only; in place on one picture float32 [S, S, 3] in 0..255. */
export function jitterFlowers(image: Float32Array, [brightness, contrast, saturation, hue]: FlowersDraws): void {
  addBrightness(image, brightness);
  adjustContrast(image, contrast);
  adjustSaturation(image, saturation);
  adjustHue(image, hue);
  clipPixels(image);
}

/** The ImageNet-5 notebooks draw once for a whole batch; their brightness of delta 0 changes nothing. */
export function drawImagenet5(rng: Rng): Imagenet5Draws {
  return [rng.between(0.2, 1.8), rng.between(0.2, 1.5), rng.between(-0.4, 0.4)];
}

/** The colours of the ImageNet-5 notebooks, in their order, clipped at the end only; in place on one picture float32 [S, S, 3] in 0..255. */
export function jitterImagenet5(image: Float32Array, [contrast, saturation, hue]: Imagenet5Draws): void {
  adjustContrast(image, contrast);
  adjustSaturation(image, saturation);
  adjustHue(image, hue);
  clipPixels(image);
}
