import type { Engine, Handle } from '../engine/engine.js';
import type { ContrastiveResult } from './contrastive-result.js';
import { assertAbove } from './loss-arguments.js';
import { pairDistances, type PairDistance } from './pair-distances.js';
import { countLoneRows, pairwiseLoss, type SimilarityLoss } from './pairwise-loss.js';

/** Margin, distance and reduction of `maxMarginLoss`. */
export interface MaxMarginOptions {
  /** Pairs of different labels push until they are this far apart. > 0. Default 1. */
  readonly margin?: number;
  /** Default `euclidean`. */
  readonly distance?: 'euclidean' | 'cosine';
  /** `mean` over all pairs, or their `sum`: the gradient of a vector of pair losses, which is what a TensorFlow tape makes of TensorFlow Addons' unreduced
   * `contrastive_loss`. Only a step that does not rescale gradients (SGD) sees the difference, a factor M (M - 1) / 2. Default `mean`. */
  readonly reduction?: 'mean' | 'sum';
  /** Scale rows to length 1 first. Default true; `cosine` needs it. */
  readonly normalise?: boolean;
}

/** Max-margin contrastive loss: d² for a pair of one label, max(margin - d, 0)² for a pair of two, over all pairs i < j. A pair that coincides has no direction and
 * is not pushed (see `NEAREST`). A batch of one row has no pairs: 0.
 *
 * stats: `positivePairs`, `activeNegatives` (pairs of two labels inside the margin).
 * @param projections float32 [M, P]; borrowed.  @param labels [M].
 * @throws CoreError BAD_SHAPE, BAD_LABELS, BAD_LOSS.
 * @see Hadsell, Chopra and LeCun, 2006, eq. 4, without its factors 1/2; as tensorflow_addons `losses/contrastive.py`. */
export async function maxMarginLoss(
  engine: Engine,
  projections: Handle,
  labels: Int32Array,
  options: MaxMarginOptions = {},
): Promise<ContrastiveResult> {
  const { margin = 1, distance = 'euclidean', reduction = 'mean', normalise = true } = options;
  assertAbove('maxMarginLoss', 'margin', margin, 0);
  const { terms, gradient } = await pairwiseLoss(
    'maxMarginLoss',
    engine,
    projections,
    labels,
    { normalise: normalise || distance === 'cosine' },
    (similarities) => maxMarginOfSimilarities(similarities, labels, { margin, distance, reduction }),
  );
  const { loss, positivePairs, activeNegatives } = terms;
  return { loss, gradient, anchorsWithoutPositives: countLoneRows(labels), stats: { positivePairs, activeNegatives } };
}

/** The loss with how many pairs pulled and how many still push. */
export interface MaxMarginResult extends SimilarityLoss {
  readonly positivePairs: number;
  readonly activeNegatives: number;
}

/** The loss and its gradient on the host. @param similarities [M, M] float32.  @param labels [M]. */
export function maxMarginOfSimilarities(
  similarities: Float32Array,
  labels: Int32Array,
  { margin, distance, reduction }: { margin: number; distance: PairDistance; reduction: 'mean' | 'sum' },
): MaxMarginResult {
  const rows = labels.length;
  const pairs = (rows * (rows - 1)) / 2;
  const factor = reduction === 'sum' || pairs === 0 ? 1 : 1 / pairs;
  const distances = pairDistances(similarities, rows, distance);
  let total = 0;
  let positivePairs = 0;
  let activeNegatives = 0;
  for (let i = 0; i < rows; i++)
    for (let j = i + 1; j < rows; j++) {
      const apart = distances.between(i, j);
      if (labels[i] === labels[j]) {
        positivePairs++;
        total += apart * apart;
        distances.pull(i, j, 2 * apart * factor);
      } else if (!(apart >= margin)) {
        activeNegatives++;
        total += (margin - apart) ** 2;
        distances.pull(i, j, -2 * (margin - apart) * factor);
      }
    }
  return { loss: total * factor, weights: Float32Array.from(distances.weights), positivePairs, activeNegatives };
}
