import type { RunEvent } from '../console/reporter.js';
import type { Stage1Options } from '../recipe/recipe-schema.js';
import type { Validation } from './model-selection.js';
import type { EpochSummary } from '../checkpoint/epoch-summary.js';

export interface FinishedEpoch {
  readonly stage1: Stage1Options;
  /** From 1. */
  readonly finished: number;
  /** Of each step's figures. */
  readonly sums: Readonly<Record<string, number>>;
  readonly steps: number;
  /** Learning rate of the last step. */
  readonly rate: number;
  readonly imagesPerSecond: number;
  readonly etaSeconds: number;
  readonly validation: Validation | undefined;
  /** False when the epoch was resumed: its speed is that of its later part. */
  readonly complete: boolean;
}

/** One line of `metrics.jsonl`. Losses in nats, means over the steps; accuracies in 0..1. */
export function describeEpoch(epoch: FinishedEpoch): RunEvent {
  const { stage1, finished, sums, steps, validation } = epoch;
  const mean = (name: string): number => sums[name]! / steps;
  // Losses of different kinds are different quantities, so the SupCon loss keeps a name of its own.
  const contrastiveName = stage1.loss.startsWith('supcon') ? 'supcon' : 'contrastive';
  return {
    type: 'epoch',
    stage: 1,
    epoch: finished,
    epochs: stage1.epochs,
    loss: mean('loss'),
    ...(sums['contrastive'] === undefined ? {} : { [contrastiveName]: mean('contrastive') }),
    ...(sums['crossEntropy'] === undefined ? {} : { crossEntropy: mean('crossEntropy'), accuracy: mean('accuracy') }),
    learningRate: epoch.rate,
    imagesPerSecond: epoch.imagesPerSecond,
    anchorsWithoutPositives: sums['anchorsWithoutPositives'],
    embeddingSpread: mean('spread'),
    ...(sums['gradientNorm'] === undefined ? {} : { gradientNorm: mean('gradientNorm') }),
    etaSeconds: epoch.etaSeconds,
    ...(epoch.complete ? {} : { resumed: true }),
    ...(validation === undefined ? {} : { knn: validation.knn }),
    ...(validation?.classifier === undefined ? {} : { classifier: validation.classifier }),
  };
}

export function summariseEpoch(finished: number, sums: Readonly<Record<string, number>>, steps: number, rate: number): EpochSummary {
  return {
    epoch: finished,
    loss: sums['loss']! / steps,
    ...(sums['contrastive'] === undefined ? {} : { contrastive: sums['contrastive'] / steps }),
    learningRate: rate,
    spread: sums['spread']! / steps,
    loneAnchors: sums['rows'] ? sums['anchorsWithoutPositives']! / sums['rows'] : 0,
  };
}
