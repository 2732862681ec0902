/** Hue in degrees (any number), saturation and lightness 0..1. */
export interface Hsl {
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
}

/** Red, green and blue, each 0..255, not rounded.
 * @see CSS Color Module Level 4, section 7.1, "Converting HSL Colors to sRGB". */
export function hslToRgb({ hue, saturation, lightness }: Hsl): readonly [number, number, number] {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (n: number): number => {
    const k = (((n + hue / 30) % 12) + 12) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

/** `#rrggbb`. */
export function hslToHex(colour: Hsl): string {
  return `#${hslToRgb(colour)
    .map((value) => Math.round(value).toString(16).padStart(2, '0'))
    .join('')}`;
}

/** The colour with its lightness moved by `by` and kept inside 0.04..0.96. */
export function shade(colour: Hsl, by: number): Hsl {
  return { ...colour, lightness: Math.min(0.96, Math.max(0.04, colour.lightness + by)) };
}
