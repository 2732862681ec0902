/** The kinds of corruption, after ImageNet-C (Hendrycks and Dietterich, arXiv:1903.12261). */
export const CORRUPTION_KINDS = [
  'gaussian-noise',
  'shot-noise',
  'impulse-noise',
  'defocus-blur',
  'motion-blur',
  'zoom-blur',
  'brightness',
  'contrast',
  'jpeg',
  'pixelate',
] as const;
/** A corruption of ImageNet-C. */
export type CorruptionKind = (typeof CORRUPTION_KINDS)[number];

/** Strengths 1 to 5. */
type Five = readonly [number, number, number, number, number];

/** The authors publish parameters for pictures of 224 px (ImageNet-C) and 64 px (Tiny ImageNet-C). */
interface Published {
  readonly at64: Five;
  readonly at224: Five;
}

const fixed = (values: Five): Published => ({ at64: values, at224: values });

const PARAMETERS = {
  /** Standard deviation, of a range of 1. */
  gaussianNoise: { at64: [0.04, 0.08, 0.12, 0.15, 0.18], at224: [0.08, 0.12, 0.18, 0.26, 0.38] },
  /** Photons that a value of 255 stands for. */
  photons: { at64: [250, 100, 50, 30, 15], at224: [60, 25, 12, 5, 3] },
  /** Share of values that become black or white. */
  impulseNoise: { at64: [0.01, 0.02, 0.05, 0.08, 0.14], at224: [0.03, 0.06, 0.09, 0.17, 0.27] },
  /** Pixels. */
  defocusRadius: { at64: [0.5, 1, 1.5, 2.5, 3], at224: [3, 4, 6, 8, 10] },
  /** Pixels: a slight Gaussian over the disc. */
  defocusSmoothing: { at64: [0.6, 0.1, 0.1, 0.01, 0.1], at224: [0.1, 0.5, 0.5, 0.5, 0.5] },
  /** Pixels. */
  motionRadius: { at64: [10, 10, 10, 10, 12], at224: [10, 15, 15, 15, 20] },
  /** Pixels. */
  motionSigma: { at64: [1, 1.5, 2, 2.5, 3], at224: [3, 5, 8, 12, 15] },
  /** Largest enlargement. */
  zoom: { at64: [1.05, 1.1, 1.15, 1.2, 1.25], at224: [1.1, 1.15, 1.2, 1.24, 1.3] },
  /** Added to V of HSV, of a range of 1. */
  brightness: fixed([0.1, 0.2, 0.3, 0.4, 0.5]),
  /** What is left of it. */
  contrast: fixed([0.4, 0.3, 0.2, 0.1, 0.05]),
  jpegQuality: { at64: [65, 58, 50, 40, 25], at224: [25, 18, 15, 10, 7] },
  /** Share of the side that is left. */
  pixelate: { at64: [0.9, 0.8, 0.7, 0.6, 0.5], at224: [0.6, 0.5, 0.4, 0.3, 0.25] },
} satisfies Record<string, Published>;

/** A parameter for a strength and a side: as published at 64 px and below, as published at 224 px and above, and on the straight line between
 * them in between.
 * @param strength 1..5 */
export function severity(name: keyof typeof PARAMETERS, strength: number, side: number): number {
  const { at64, at224 }: Published = PARAMETERS[name];
  const between = Math.min(1, Math.max(0, (side - 64) / (224 - 64)));
  return at64[strength - 1]! * (1 - between) + at224[strength - 1]! * between;
}
