import type { ContrastiveLossConfig } from '@supcon/core';

export type ContrastiveKind = ContrastiveLossConfig['kind'];

export const CONTRASTIVE_KINDS = [
  'supcon',
  'nt-xent',
  'max-margin',
  'triplet',
  'n-pairs',
  'multi-similarity',
] as const satisfies readonly ContrastiveKind[];

/** `supcon`: a contrastive loss alone. `supcon+cross-entropy`: plus a classifier beside the projection head. `cross-entropy`: the baseline. */
export type LossKind = ContrastiveKind | `${ContrastiveKind}+cross-entropy` | 'cross-entropy';

export const LOSS_KINDS: readonly LossKind[] = [
  ...CONTRASTIVE_KINDS,
  ...CONTRASTIVE_KINDS.map((kind) => `${kind}+cross-entropy` as const),
  'cross-entropy',
];

/** The contrastive term of a loss; undefined for cross-entropy alone. */
export function contrastiveKind(loss: LossKind): ContrastiveKind | undefined {
  return CONTRASTIVE_KINDS.find((kind) => loss === kind || loss === `${kind}+cross-entropy`);
}

export function hasCrossEntropy(loss: LossKind): boolean {
  return loss.endsWith('cross-entropy');
}
