import type { Engine, Handle } from '../engine/engine.js';
import type { ContrastiveResult } from './contrastive-result.js';
import { assertAbove } from './loss-arguments.js';
import { pairDistances, type PairDistance } from './pair-distances.js';
import { countLoneRows, pairwiseLoss, type SimilarityLoss } from './pairwise-loss.js';
import { mineTriplets, type TripletMining } from './triplet-mining.js';

/** Mining, margin and distance of `tripletLoss`. */
export interface TripletOptions {
  /** Default `semi-hard`. */
  readonly mining?: TripletMining;
  /** How much nearer the positive must be, > 0; or `soft`: log(1 + exp(d_ap - d_an)), which never stops pulling. Default 0.2 (arXiv:1503.03832). */
  readonly margin?: number | 'soft';
  /** Default `euclidean`. */
  readonly distance?: PairDistance;
  /** Scale rows to length 1 first. Default true; `cosine` needs it. */
  readonly normalise?: boolean;
}

/** Triplet loss max(d_ap - d_an + margin, 0), mean over the mined triplets; 0 when there are none. The choice of triplets counts as constant.
 *
 * stats: `triplets`, `activeTriplets` (those that cost anything beyond the margin: with `soft`, d_an < d_ap).
 * @param projections float32 [M, P]; borrowed.  @param labels [M].
 * @throws CoreError BAD_SHAPE, BAD_LABELS, BAD_LOSS.
 * @see Schroff et al., arXiv:1503.03832, eq. 3 (there with squared distances); Hermans et al., arXiv:1703.07737, for `hard` and the soft margin. */
export async function tripletLoss(
  engine: Engine,
  projections: Handle,
  labels: Int32Array,
  options: TripletOptions = {},
): Promise<ContrastiveResult> {
  const { mining = 'semi-hard', margin = 0.2, distance = 'euclidean', normalise = true } = options;
  if (margin !== 'soft') assertAbove('tripletLoss', 'margin', margin, 0);
  const { terms, gradient } = await pairwiseLoss(
    'tripletLoss',
    engine,
    projections,
    labels,
    { normalise: normalise || distance === 'cosine' },
    (similarities) => tripletOfSimilarities(similarities, labels, { mining, margin, distance }),
  );
  const { loss, triplets, activeTriplets } = terms;
  return { loss, gradient, anchorsWithoutPositives: countLoneRows(labels), stats: { triplets, activeTriplets } };
}

/** The loss with how many triplets there were and how many still pull. */
export interface TripletResult extends SimilarityLoss {
  readonly triplets: number;
  readonly activeTriplets: number;
}

/** The loss and its gradient on the host. @param similarities [M, M] float32.  @param labels [M]. */
export function tripletOfSimilarities(
  similarities: Float32Array,
  labels: Int32Array,
  { mining, margin, distance }: { mining: TripletMining; margin: number | 'soft'; distance: PairDistance },
): TripletResult {
  const distances = pairDistances(similarities, labels.length, distance);
  const triplets = mineTriplets((i, j) => distances.between(i, j), labels, mining);
  let total = 0;
  let activeTriplets = 0;
  for (const { anchor, positive, negative } of triplets) {
    const gap = distances.between(anchor, positive) - distances.between(anchor, negative);
    const excess = margin === 'soft' ? gap : gap + margin;
    if (excess > 0) activeTriplets++;
    const cost = margin === 'soft' ? softplus(gap) : excess < 0 ? 0 : excess;
    total += cost;
    const slope = (margin === 'soft' ? 1 / (1 + Math.exp(-gap)) : excess > 0 ? 1 : 0) / triplets.length;
    distances.pull(anchor, positive, slope);
    distances.pull(anchor, negative, -slope);
  }
  return {
    loss: triplets.length === 0 ? 0 : total / triplets.length,
    weights: Float32Array.from(distances.weights),
    triplets: triplets.length,
    activeTriplets,
  };
}

/** log(1 + exp x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
