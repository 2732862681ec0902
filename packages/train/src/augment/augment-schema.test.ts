import { describe, expect, it } from 'vitest';
import { augmentSchema } from './augment-schema.js';
import { POLICY_NAMES } from './policy-defaults.js';

/** What the recipes of version 0.1.0 were filled in to. */
const FIRST_VERSION = {
  cropScale: [0.3, 1],
  cropAspect: [3 / 4, 4 / 3],
  flip: 0.5,
  jitter: { probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
  grayscale: 0.2,
};

describe('augmentSchema', () => {
  it('fills in what recipes meant before there were policies, and switches everything newer off', () => {
    const parsed = augmentSchema.parse({});
    expect(parsed).toMatchObject({ ...FIRST_VERSION, policy: 'standard' });
    expect(parsed).toMatchObject({
      blur: { probability: 0 },
      solarize: { probability: 0 },
      cutout: { probability: 0 },
      mix: { mixup: 0, cutmix: 0 },
    });
    expect(augmentSchema.parse({ cropScale: [0.4, 1], jitter: { hue: 0.2 } })).toMatchObject({
      ...FIRST_VERSION,
      cropScale: [0.4, 1],
      jitter: { ...FIRST_VERSION.jitter, hue: 0.2 },
    });
    expect(augmentSchema.parse(FIRST_VERSION)).toEqual(parsed);
  });

  it.each(POLICY_NAMES)('%s survives being written into a run and read again', (policy) => {
    const parsed = augmentSchema.parse({ policy });
    expect(augmentSchema.parse(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  it('scales the jitter of SimCLR by its strength, unless a recipe says otherwise', () => {
    expect(augmentSchema.parse({ policy: 'simclr', strength: 0.5 })).toMatchObject({
      cropScale: [0.08, 1],
      jitter: { probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
      grayscale: 0.2,
      blur: { probability: 0.5, sigma: [0.1, 2] },
    });
    expect(augmentSchema.parse({ policy: 'simclr', jitter: { hue: 0.05 } }).jitter).toEqual({
      probability: 0.8,
      brightness: 0.8,
      contrast: 0.8,
      saturation: 0.8,
      hue: 0.05,
    });
  });

  it.each([
    [{ magnitude: 5 }, 'magnitude'],
    [{ policy: 'simclr', operations: 3 }, 'operations'],
    [{ policy: 'rand-augment', strength: 0.5 }, 'strength'],
    [{ policy: 'notebook-imagenet5', jitter: { hue: 0.1 } }, 'jitter'],
  ])('refuses a key that does nothing: %j', (written, key) => {
    const { success, error } = augmentSchema.safeParse(written);
    expect(success).toBe(false);
    expect(error?.issues).toEqual([
      expect.objectContaining({ path: [key], message: expect.stringContaining('does nothing under policy') as string }),
    ]);
  });

  it('refuses a policy that does not exist and a range the wrong way round', () => {
    expect(augmentSchema.safeParse({ policy: 'sim-clr' }).success).toBe(false);
    expect(augmentSchema.safeParse({ blur: { sigma: [2, 1] } }).success).toBe(false);
    expect(augmentSchema.safeParse({ cutout: { size: 3 } }).success).toBe(false);
  });
});
