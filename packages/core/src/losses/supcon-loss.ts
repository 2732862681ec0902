import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';
import type { EmbeddingQueue } from './embedding-queue.js';
import { assertClassWeights, assertTemperature } from './loss-arguments.js';
import { pairwiseLoss } from './pairwise-loss.js';
import type { SupConDenominator, SupConForm } from './supcon-anchor.js';
import { supConOfSimilarities, type SupConScaling } from './supcon-similarities.js';

/** Temperature, form and departures of `supConLoss`. */
export interface SupConOptions {
  /** Finite, > 0. Default 0.1. */
  readonly temperature?: number;
  /** Default `paper`. */
  readonly scaling?: SupConScaling;
  /** Default `out`. */
  readonly form?: SupConForm;
  /** Default `all`. */
  readonly denominator?: SupConDenominator;
  /** Most positives of an anchor beside the other views of its own image (`images` says which those are). Default no limit. */
  readonly positivesCap?: number;
  /** [C] weights of the classes, against imbalance: the loss is Σ c_y L_i / Σ c_y over the anchors i of label y. See `classWeights`. Default all 1. */
  readonly classWeights?: ArrayLike<number>;
  /** Earlier batches as further positives and negatives. They are read first and the batch is pushed after, so no row meets itself. Default none. */
  readonly queue?: EmbeddingQueue;
}

/** The loss of a batch with its gradient, and the anchors that could not take part. */
export interface SupConLoss {
  /** Nats; 0 when no anchor has a positive. ln(N·V - 1) when all projections coincide: collapse. */
  readonly loss: number;
  /** float32 [N·V, P]: d loss / d projections, through the normalisation. Owned by the caller. */
  readonly gradient: Handle;
  /** Anchors whose label nobody else in the batch (or queue) has: left out of the mean, still negatives to all others. */
  readonly anchorsWithoutPositives: number;
  /** Anchors with positives but without a negative: they count, except under `only-negatives`. */
  readonly anchorsWithoutNegatives: number;
}

/** Supervised contrastive loss: by default L_out, mean over the anchors that have a positive. Rows may come in any order of views.
 *
 * Projections are scaled to length 1 inside; similarities are products in float32, sums of exponentials float64. The gradient is closed
 * form: for L_out p = softmax of a row without self, G = (p - 1[positive] / |P|) / anchors, dZ = (G + Gᵀ) Z / temperature, then through the
 * normalisation.
 * @param projections float32 [N·V, P], not normalised; borrowed.  @param labels [N·V], one for each row.
 * @param images [N·V] which image each row shows; read by `positivesCap` alone.
 * @throws CoreError BAD_TEMPERATURE, BAD_SHAPE, BAD_LABELS, BAD_LOSS.
 * @see Khosla et al., arXiv:2004.11362, eq. 2 and 3. Unlike SupContrast `losses.py`: no factor temperature / 0.07 (see `scaling`). */
export async function supConLoss(
  engine: Engine,
  projections: Handle,
  labels: Int32Array,
  options: SupConOptions = {},
  images?: ArrayLike<number>,
): Promise<SupConLoss> {
  const { temperature = 0.1, queue, classWeights } = options;
  assertTemperature('supConLoss', temperature);
  if (classWeights) assertClassWeights('supConLoss', classWeights, labels);
  if (queue && queue.size !== projections.shape[1])
    throw new CoreError(
      'BAD_SHAPE',
      `supConLoss: a queue of size ${queue.size} does not fit projections [${projections.shape.join(', ')}]`,
    );
  const { terms, gradient, rows } = await pairwiseLoss('supConLoss', engine, projections, labels, { extra: queue }, (similarities) =>
    supConOfSimilarities(similarities, labels, { ...options, temperature, images, extraLabels: queue?.labels }),
  );
  queue?.push(rows, labels);
  const { loss, anchorsWithoutPositives, anchorsWithoutNegatives } = terms;
  return { loss, gradient, anchorsWithoutPositives, anchorsWithoutNegatives };
}
