import type { Rng } from '@supcon/core';
import type { ColourJitterOptions } from './colour-map.js';
import { adjustContrast, adjustHue, adjustSaturation, clipPixels, scaleBrightness } from './tf-colour.js';

/** SimCLR's colour jitter (Chen et al., arXiv:2002.05709, appendix A) with its probability, in place on one picture float32 [S, S, 3] in 0..255:
 * brightness (a factor, as in the code's second version), contrast, saturation and hue in random order, clipped after each. */
export function simclrJitter(image: Float32Array, jitter: ColourJitterOptions, rng: Rng): void {
  if (rng.uniform() >= jitter.probability) return;
  const factor = (spread: number): number => rng.between(Math.max(0, 1 - spread), 1 + spread);
  const adjustments: readonly (() => void)[] = [
    () => {
      scaleBrightness(image, factor(jitter.brightness));
      clipPixels(image);
    },
    () => {
      adjustContrast(image, factor(jitter.contrast));
      clipPixels(image);
    },
    // These two cannot leave the range.
    () => adjustSaturation(image, factor(jitter.saturation)),
    () => adjustHue(image, rng.between(-jitter.hue, jitter.hue)),
  ];
  for (const adjust of rng.shuffle(adjustments)) adjust();
}
