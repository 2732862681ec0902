import { CoreError } from '../errors.js';

/** How the last feature map [N, H, W, D] becomes the embedding [N, D]. */
export type PoolingOptions =
  | { readonly kind: 'average' }
  /** Generalised mean, (mean of max(x, 1e-6)^p)^(1/p), Radenovic et al., arXiv:1711.02512. */
  | {
      readonly kind: 'gem';
      /** Above 0; where it is learnt, what it starts from. Default 3. */
      readonly p?: number;
      /** One p for all channels, trained as the weight `pool.p` [1]. Default false. */
      readonly learnable?: boolean;
    };

/** `PoolingOptions` with its defaults filled in. */
export type PoolingPlan = { readonly kind: 'average' } | { readonly kind: 'gem'; readonly p: number; readonly learnable: boolean };

/** Below this, features count as this much in a generalised mean. */
export const GEM_EPSILON = 1e-6;

/** Name of the learnt exponent among an encoder's weights. */
export const GEM_EXPONENT = 'pool.p';

/** @throws CoreError BAD_ENCODER for a kind or exponent that does not exist. */
export function planPooling(options: PoolingOptions = { kind: 'average' }): PoolingPlan {
  // A recipe or manifest may hold anything.
  const kind: string = options.kind;
  if (kind !== 'average' && kind !== 'gem')
    throw new CoreError('BAD_ENCODER', `planEncoder: pooling must be of kind 'average' or 'gem', got '${kind}'`);
  if (options.kind === 'average') return { kind: 'average' };
  const { p = 3, learnable = false } = options;
  if (!Number.isFinite(p) || p <= 0) throw new CoreError('BAD_ENCODER', `planEncoder: pooling.p must be a number above 0, got ${p}`);
  return { kind: 'gem', p, learnable };
}
