import type { ConvBnPlan, ConvPlan, NormPlan } from './layer-plan.js';

/** y = relu(body(x) + shortcut(x)); without a shortcut, x itself is added. He et al., arXiv:1512.03385. */
export interface ResidualPlan {
  readonly kind: 'residual';
  readonly name: string;
  readonly body: readonly ConvBnPlan[];
  readonly shortcut?: ConvBnPlan;
}

/** With a = norm(x): y = second(first(a)) + shortcut(a); without a shortcut, x itself is added. He et al., arXiv:1603.05027; the shortcut
 * starts behind the normalisation, as in Zagoruyko and Komodakis, arXiv:1605.07146. */
export interface PreActivationPlan {
  readonly kind: 'pre-activation';
  readonly name: string;
  readonly norm: NormPlan;
  readonly first: ConvBnPlan;
  readonly second: ConvPlan;
  readonly shortcut?: ConvPlan;
}

/** y = body(x), plus x where `identity`; no activation behind the sum. Sandler et al., arXiv:1801.04381. */
export interface InvertedResidualPlan {
  readonly kind: 'inverted-residual';
  readonly name: string;
  readonly body: readonly ConvBnPlan[];
  readonly identity: boolean;
}

/** A block's name starts with that of its stage: `stage2.block0`. */
export type BlockPlan = ResidualPlan | PreActivationPlan | InvertedResidualPlan;
