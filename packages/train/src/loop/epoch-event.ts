import type { RunEventOf } from '@supcon/core/run/events';
import type { Stage1Options } from '../recipe/recipe-schema.js';
import type { Validation } from './model-selection.js';
import type { EpochSummary } from '../checkpoint/epoch-summary.js';

/** The figures of an epoch, as its event is made of them. */
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

/** What a run's log says of an epoch. Losses in nats, means over the steps; accuracies in 0..1. */
export function describeEpoch(epoch: FinishedEpoch): RunEventOf<'epoch'> {
  const { stage1, finished, sums, steps, validation } = epoch;
  const mean = (name: string): number => sums[name]! / steps;
  return {
    type: 'epoch',
    stage: 1,
    epoch: finished,
    epochs: stage1.epochs,
    loss: mean('loss'),
    ...(sums['contrastive'] === undefined ? {} : { contrastive: mean('contrastive') }),
    ...(sums['crossEntropy'] === undefined ? {} : { crossEntropy: mean('crossEntropy'), accuracy: mean('accuracy') }),
    learningRate: epoch.rate,
    imagesPerSecond: epoch.imagesPerSecond,
    ...(sums['anchorsWithoutPositives'] === undefined ? {} : { anchorsWithoutPositives: sums['anchorsWithoutPositives'] }),
    embeddingSpread: mean('spread'),
    ...(sums['gradientNorm'] === undefined ? {} : { gradientNorm: mean('gradientNorm') }),
    etaSeconds: epoch.etaSeconds,
    ...(epoch.complete ? {} : { resumed: true }),
    ...(validation === undefined ? {} : { knn: validation.knn }),
    ...(validation?.classifier === undefined ? {} : { classifier: validation.classifier }),
  };
}

/** Means over an epoch's steps. @param sums of each step's figures @param rate learning rate of the last step. */
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
