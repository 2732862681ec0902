/** Named ways to make views. Their parameters are defaults of the recipe's `augment`, so that a recipe can change one of them. */
export const POLICY_NAMES = [
  'standard',
  'notebook-flowers',
  'notebook-imagenet5',
  'simclr',
  'rand-augment',
  'auto-augment',
  'stacked-rand-augment',
  'none',
] as const;
/** A policy that a recipe can name. */
export type PolicyName = (typeof POLICY_NAMES)[number];

type Range = [number, number];

/** What a policy sets for all that a recipe leaves open. */
export interface PolicyDefaults {
  readonly cropScale: Range;
  readonly cropAspect: Range;
  readonly flip: number;
  readonly jitter: {
    readonly probability: number;
    readonly brightness: number;
    readonly contrast: number;
    readonly saturation: number;
    readonly hue: number;
  };
  readonly grayscale: number;
  readonly blur: { readonly probability: number; readonly sigma: Range };
  /** Keys that do nothing under this policy. */
  readonly unused: readonly ('strength' | 'operations' | 'magnitude' | 'jitter')[];
}

const WHOLE = { cropScale: [1, 1] as Range, cropAspect: [1, 1] as Range };
const NO_JITTER = { probability: 0, brightness: 0, contrast: 0, saturation: 0, hue: 0 };
const SIGMA: Range = [0.1, 2];

const STANDARD: PolicyDefaults = {
  cropScale: [0.3, 1],
  cropAspect: [3 / 4, 4 / 3],
  flip: 0.5,
  jitter: { probability: 0.8, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
  grayscale: 0.2,
  blur: { probability: 0, sigma: SIGMA },
  unused: ['strength', 'operations', 'magnitude'],
};

/** SimCLR's distortions (Chen et al., arXiv:2002.05709, appendix A) at strength s. */
const simclr = (s: number): PolicyDefaults => ({
  ...STANDARD,
  cropScale: [0.08, 1],
  jitter: { probability: 0.8, brightness: 0.8 * s, contrast: 0.8 * s, saturation: 0.8 * s, hue: 0.2 * s },
  blur: { probability: 0.5, sigma: SIGMA },
  unused: ['operations', 'magnitude'],
});

/** What a policy sets where a recipe leaves it out. @param strength of the jitter of simclr and stacked-rand-augment. */
export function policyDefaults(policy: PolicyName, strength: number): PolicyDefaults {
  switch (policy) {
    case 'standard':
      return STANDARD;
    case 'notebook-flowers':
      return { ...STANDARD, ...WHOLE, jitter: { ...STANDARD.jitter, probability: 0.4 } };
    case 'notebook-imagenet5':
      return { ...STANDARD, ...WHOLE, flip: 0, jitter: NO_JITTER, grayscale: 0, unused: [...STANDARD.unused, 'jitter'] };
    case 'simclr':
      return simclr(strength);
    case 'rand-augment':
      return { ...STANDARD, jitter: NO_JITTER, grayscale: 0, unused: ['strength', 'jitter'] };
    case 'auto-augment':
      return { ...STANDARD, jitter: NO_JITTER, grayscale: 0, unused: [...STANDARD.unused, 'jitter'] };
    case 'stacked-rand-augment':
      return { ...simclr(strength), unused: [] };
    case 'none':
      return { ...STANDARD, ...WHOLE, flip: 0, jitter: NO_JITTER, grayscale: 0, unused: [...STANDARD.unused, 'jitter'] };
  }
}
