import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { POLICY_NAMES, policyDefaults } from './policy-defaults.js';

const range = (low: number, high: number) =>
  z
    .tuple([z.number().min(low).max(high), z.number().min(low).max(high)])
    .refine(([from, to]) => from <= to, 'the first number must not be above the second');
const probability = z.number().min(0).max(1);
const spread = z.number().min(0).max(1);

/** The keys as they are written; what is left out is filled in by the policy. */
const writtenSchema = z.strictObject({
  policy: z
    .enum(POLICY_NAMES)
    .default('standard')
    .describe(
      'How views are made. standard: crop, flip, jitter, grayscale. notebook-*: as in the notebooks, no crop. simclr, rand-augment, auto-augment, stacked-rand-augment: as published. none: the whole picture as it is.',
    ),
  cropScale: range(0.01, 1)
    .optional()
    .describe('Share of the area that a random crop keeps. Default 0.3-1; simclr 0.08-1; notebook-* and none 1 (no crop).'),
  cropAspect: range(0.1, 10)
    .optional()
    .describe('Width over height of a random crop, drawn log-uniformly. Default 3/4-4/3; notebook-* and none 1.'),
  flip: probability.optional().describe('Probability of mirroring left and right. Default 0.5; notebook-imagenet5 and none 0.'),
  jitter: z
    .strictObject({
      probability: probability.optional().describe('Probability that an image is jittered at all. Default 0.8.'),
      brightness: spread.optional().describe('Factor drawn from 1 - x to 1 + x. notebook-flowers adds from -x to x instead. Default 0.4.'),
      contrast: spread.optional().describe('Factor drawn from 1 - x to 1 + x. Default 0.4.'),
      saturation: spread.optional().describe('Factor drawn from 1 - x to 1 + x. Default 0.4.'),
      hue: z.number().min(0).max(0.5).optional().describe('Rotation drawn from -x to x, in turns. Default 0.1.'),
    })
    .prefault({})
    .describe('Colour jitter. Default 0.8 x strength, hue 0.2 x strength in simclr; none in rand-augment and auto-augment.'),
  grayscale: probability.optional().describe('Probability of taking all colour away. Default 0.2 where there is jitter, otherwise 0.'),
  strength: z
    .number()
    .min(0)
    .max(1.25)
    .default(1)
    .describe('Of the jitter of simclr and stacked-rand-augment: 0.5 for small pictures, 1 for ImageNet.'),
  operations: z.int().min(0).max(8).default(2).describe('RandAugment: operations drawn for each view (N).'),
  magnitude: z.number().min(0).max(10).default(9).describe('RandAugment: how strong they are (M), 10 the strongest of AutoAugment.'),
  blur: z
    .strictObject({
      probability: probability.optional().describe('Probability of a Gaussian blur. Default 0; simclr and stacked-rand-augment 0.5.'),
      sigma: range(0.01, 10)
        .optional()
        .describe('Standard deviation in pixels, drawn uniformly; the kernel is a tenth of the side. Default 0.1-2.'),
    })
    .prefault({})
    .describe('Gaussian blur after the colours.'),
  solarize: z
    .strictObject({
      probability: probability.default(0).describe('Probability of inverting what is bright.'),
      threshold: z.number().min(0).max(256).default(128).describe('Values from here on are inverted, of 0-255.'),
    })
    .prefault({})
    .describe('Solarize after the blur.'),
  cutout: z
    .strictObject({
      probability: probability.default(0).describe('Probability of erasing a rectangle.'),
      area: range(0.001, 1).default([0.02, 0.33]).describe('Share of the view that is erased, drawn uniformly.'),
      aspect: range(0.1, 10)
        .default([0.3, 3.3])
        .describe('Width over height of what is erased, drawn log-uniformly; 1-1 with one area is Cutout.'),
      fill: z.enum(['grey', 'noise']).default('grey').describe('grey: 128 everywhere. noise: uniform for each value.'),
    })
    .prefault({})
    .describe('Cutout (arXiv:1708.04552) or random erasing (arXiv:1708.04896), last of all.'),
  mix: z
    .strictObject({
      mixup: z.number().min(0).max(8).default(0).describe('alpha of mixup (arXiv:1710.09412); 0 is off.'),
      cutmix: z
        .number()
        .min(0)
        .max(8)
        .default(0)
        .describe('alpha of CutMix (arXiv:1905.04899); 0 is off. With both on, each batch draws one.'),
    })
    .prefault({})
    .describe('Mixes pictures and their labels; for cross-entropy only.'),
});

/** What is needed to make views, everything filled in. Parsing it again changes nothing. */
export const augmentSchema = writtenSchema.transform((written, context) => {
  const defaults = policyDefaults(written.policy, written.strength);
  const filled = {
    ...written,
    cropScale: written.cropScale ?? defaults.cropScale,
    cropAspect: written.cropAspect ?? defaults.cropAspect,
    flip: written.flip ?? defaults.flip,
    jitter: { ...defaults.jitter, ...given(written.jitter) },
    grayscale: written.grayscale ?? defaults.grayscale,
    blur: { ...defaults.blur, ...given(written.blur) },
  };
  for (const key of defaults.unused)
    if (!isDeepStrictEqual(filled[key], key === 'jitter' ? defaults.jitter : UNUSED_VALUES[key]))
      context.addIssue({ code: 'custom', path: [key], message: `does nothing under policy '${written.policy}'; leave it out` });
  return filled;
});

/** How views are made, with the policy's defaults filled in. */
export type AugmentOptions = z.output<typeof augmentSchema>;

/** The schema's own defaults of keys that some policies do not use. */
const UNUSED_VALUES = { strength: 1, operations: 2, magnitude: 9 } as const;

/** An object without what is undefined, so that it can lie over defaults. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
