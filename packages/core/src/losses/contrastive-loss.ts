import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';
import type { ContrastiveResult } from './contrastive-result.js';
import { maxMarginLoss, type MaxMarginOptions } from './max-margin-loss.js';
import { multiSimilarityLoss, type MultiSimilarityOptions } from './multi-similarity-loss.js';
import { nPairsLoss, type NPairsOptions } from './n-pairs-loss.js';
import { ntXentLoss, type NtXentOptions } from './nt-xent-loss.js';
import { supConLoss, type SupConOptions } from './supcon-loss.js';
import { tripletLoss, type TripletOptions } from './triplet-loss.js';

/** Which contrastive loss, with its own options. */
export type ContrastiveLossOptions =
  | ({ readonly kind: 'supcon' } & SupConOptions)
  | ({ readonly kind: 'nt-xent' } & NtXentOptions)
  | ({ readonly kind: 'max-margin' } & MaxMarginOptions)
  | ({ readonly kind: 'triplet' } & TripletOptions)
  | ({ readonly kind: 'n-pairs' } & NPairsOptions)
  | ({ readonly kind: 'multi-similarity' } & MultiSimilarityOptions);

/** What the rows of a batch are. */
export interface ContrastiveTargets {
  /** [M] class of each row. */
  readonly labels: Int32Array;
  /** [M] image that each row is a view of. `nt-xent` needs it, `supcon` reads it for `positivesCap`. */
  readonly images?: Int32Array;
}

/** A loss of any kind as training calls it. Made by `createContrastiveLoss`. */
export interface ContrastiveLoss {
  readonly kind: ContrastiveLossOptions['kind'];
  /** @param projections float32 [M, P], not normalised; borrowed.  @throws CoreError BAD_SHAPE, BAD_LABELS, BAD_LOSS, BAD_TEMPERATURE. */
  compute(engine: Engine, projections: Handle, targets: ContrastiveTargets): Promise<ContrastiveResult>;
}

/** The loss that the options name. Options are checked when it is computed. */
export function createContrastiveLoss(options: ContrastiveLossOptions): ContrastiveLoss {
  const { kind } = options;
  return { kind, compute: (engine, projections, targets) => computeLoss(options, engine, projections, targets) };
}

async function computeLoss(
  options: ContrastiveLossOptions,
  engine: Engine,
  projections: Handle,
  { labels, images }: ContrastiveTargets,
): Promise<ContrastiveResult> {
  switch (options.kind) {
    case 'supcon': {
      const { anchorsWithoutNegatives, ...result } = await supConLoss(engine, projections, labels, options, images);
      return { ...result, stats: { anchorsWithoutNegatives } };
    }
    case 'nt-xent':
      if (!images)
        throw new CoreError('BAD_LABELS', "nt-xent: its positives are the views of an image, so targets.images must say each row's image");
      return ntXentLoss(engine, projections, images, options);
    case 'max-margin':
      return maxMarginLoss(engine, projections, labels, options);
    case 'triplet':
      return tripletLoss(engine, projections, labels, options);
    case 'n-pairs':
      return nPairsLoss(engine, projections, labels, options);
    case 'multi-similarity':
      return multiSimilarityLoss(engine, projections, labels, options);
  }
}
