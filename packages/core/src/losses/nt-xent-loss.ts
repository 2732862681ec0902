import type { Engine, Handle } from '../engine/engine.js';
import type { ContrastiveResult } from './contrastive-result.js';
import { supConLoss } from './supcon-loss.js';

/** Settings of `ntXentLoss`. */
export interface NtXentOptions {
  /** Finite, > 0. Default 0.5, SimCLR's for CIFAR-10. */
  readonly temperature?: number;
}

/** Normalised temperature-scaled cross-entropy, self-supervised: the views of an image are each other's only positives, everything else in the batch is a
 * negative. It is `supConLoss` with image numbers for labels; with more than two views the other positives stay in the denominator, as the paper's sum over
 * all k ≠ i has it.
 * @param projections float32 [N·V, P], not normalised; borrowed.  @param images [N·V] which image each row is a view of; labels are not read.
 * @throws CoreError BAD_TEMPERATURE, BAD_SHAPE, BAD_LABELS.
 * @see Chen et al., arXiv:2002.05709, eq. 1. */
export async function ntXentLoss(
  engine: Engine,
  projections: Handle,
  images: Int32Array,
  { temperature = 0.5 }: NtXentOptions = {},
): Promise<ContrastiveResult> {
  const { loss, gradient, anchorsWithoutPositives, anchorsWithoutNegatives } = await supConLoss(engine, projections, images, {
    temperature,
  });
  return { loss, gradient, anchorsWithoutPositives, stats: { anchorsWithoutNegatives } };
}
