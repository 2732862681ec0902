import type { Rng } from '@supcon/core';

/** What the light and the camera do to a picture, in place: light falling off from one side, a warm or cold tint, exposure, contrast,
 * sensor noise.
 * @param pixels RGB [size, size, 3].  @param lightAngle where light comes from, radians, 0 = right, counter-clockwise. */
export function exposePicture(rng: Rng, pixels: Uint8Array, size: number, lightAngle: number): void {
  const falloff = rng.between(0, 0.45);
  const exposure = rng.between(0.82, 1.15);
  const contrast = rng.between(0.8, 1.12);
  const warmth = rng.between(-0.08, 0.08);
  const grain = rng.uniform() < 0.6 ? rng.between(2, 18) : 0;
  const tint = [1 + warmth, 1, 1 - warmth] as const;
  const [x0, y0] = [Math.cos(lightAngle), -Math.sin(lightAngle)];
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const towards = ((x / size - 0.5) * x0 + (y / size - 0.5) * y0) * 2;
      const light = exposure * (1 + falloff * towards * 0.7);
      // A triangular distribution: close enough to sensor noise, and two draws a pixel only where there is noise.
      const speck = grain === 0 ? 0 : grain * (rng.uniform() + rng.uniform() - 1);
      for (const channel of [0, 1, 2] as const) {
        const at = (y * size + x) * 3 + channel;
        const lit = pixels[at]! * light * tint[channel];
        pixels[at] = Math.min(255, Math.max(0, Math.round((lit - 128) * contrast + 128 + speck)));
      }
    }
}
