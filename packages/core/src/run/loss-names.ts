import type { ContrastiveLossConfig } from '../losses/contrastive-loss-schema.js';

/** A contrastive loss by its name. */
export type ContrastiveKind = ContrastiveLossConfig['kind'];

/** Every contrastive loss that core has. */
export const CONTRASTIVE_KINDS = [
  'supcon',
  'nt-xent',
  'max-margin',
  'triplet',
  'n-pairs',
  'multi-similarity',
] as const satisfies readonly ContrastiveKind[];

/** The loss of a recipe and of a run's start event. `supcon`: a contrastive loss alone. `supcon+cross-entropy`: plus a classifier beside the projection
 * head. `cross-entropy`: the baseline. `none`: the encoder keeps the weights it starts from, which is a probe. */
export type LossKind = ContrastiveKind | `${ContrastiveKind}+cross-entropy` | 'cross-entropy' | 'none';

/** Every loss that a recipe can name, `none` among them. */
export const LOSS_KINDS: readonly LossKind[] = [
  ...CONTRASTIVE_KINDS,
  ...CONTRASTIVE_KINDS.map((kind) => `${kind}+cross-entropy` as const),
  'cross-entropy',
  'none',
];

/** Those that train: all but `none`, whose runs have no epochs. */
export const TRAINING_LOSSES: readonly LossKind[] = LOSS_KINDS.filter((loss) => loss !== 'none');

/** The contrastive term of a loss; undefined for cross-entropy alone. */
export function contrastiveKind(loss: LossKind): ContrastiveKind | undefined {
  return CONTRASTIVE_KINDS.find((kind) => loss === kind || loss === `${kind}+cross-entropy`);
}

/** Whether a classifier is trained beside the projection head, or alone. */
export function hasCrossEntropy(loss: LossKind): boolean {
  return loss.endsWith('cross-entropy');
}
