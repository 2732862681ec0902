import type { RunCurves } from '@supcon/sdk';

/** What a list says of a run beside its summary. */
export interface RunOutline {
  /** What it trains with, contrastive term first, as `lossName` takes it; undefined before the first epoch and for a probe. */
  readonly loss: string | undefined;
  /** The contrastive loss where there is one, otherwise the cross-entropy, nats: never both. */
  readonly line: { readonly kind: 'contrastive' | 'crossEntropy'; readonly values: readonly number[] } | undefined;
  /** 5-NN accuracy on the validation pictures, 0..1. */
  readonly knn: { readonly best: number; readonly last: number } | undefined;
}

/** An outline of thinned curves: thinning keeps the largest and the last value. */
export function runOutline({ curves }: Pick<RunCurves, 'curves'>): RunOutline {
  const losses = curves.filter(({ name, term }) => name === 'loss' && term !== undefined);
  const contrastive = losses.find(({ term }) => term !== 'cross-entropy');
  const crossEntropy = losses.find(({ term }) => term === 'cross-entropy');
  const knn = curves.find(({ name }) => name === 'knn')?.values ?? [];
  const drawn = contrastive ?? crossEntropy;
  return {
    loss: drawn && [contrastive, crossEntropy].flatMap((curve) => curve?.term ?? []).join('+'),
    line: drawn && { kind: contrastive ? 'contrastive' : 'crossEntropy', values: drawn.values },
    knn: knn.length === 0 ? undefined : { best: Math.max(...knn), last: knn.at(-1)! },
  };
}
