import {
  alarmRate,
  auroc,
  averagePrecision,
  expectedAlarmRate,
  FALSE_ALARM_RATE,
  falseAlarmThreshold,
  falsePositiveRateAt,
  fitUnknownReference,
  linearLogits,
  UNKNOWN_SCORES,
  unknownScorer,
  type LabelledEmbeddings,
  type LinearClassifier,
  type LinearFitOptions,
  type UnknownScoreName,
} from '@supcon/core';
import type { Manifest, UnknownReference } from '@supcon/core/artifact';
import { chooseUnknownScore, type PerScore, type UnknownChoice } from './choose-unknown-score.js';
import { takeTurns } from './take-turns.js';

/** The part of an artifact's manifest about unknown pictures. */
export type UnknownThresholds = NonNullable<Manifest['unknown']>;

/** All scores with the thresholds that belong to them: what an artifact carries. */
export interface UnknownDetection {
  readonly thresholds: UnknownThresholds;
  readonly reference: UnknownReference;
}

/** What thresholds for unknown pictures are fitted with. */
export interface UnknownDetectionOptions {
  /** Share of known validation pictures that may be called unknown. Default 0.05. */
  readonly falseAlarmRate?: number;
  /** Which neighbour's distance counts. Default 5. */
  readonly k?: number;
  /** The score that was chosen before, which stays; without it one is chosen by leaving classes out. */
  readonly chosen?: { readonly method: UnknownScoreName; readonly by: UnknownChoice['by'] };
  /** Draws the reference rows where there are too many, and groups of classes. Default 0. */
  readonly seed?: number;
}

/** What scores and thresholds are fitted on. */
export interface UnknownDetectionData {
  /** Features of the frozen encoder, not normalised. */
  readonly train: LabelledEmbeddings;
  readonly validation: LabelledEmbeddings;
  /** Fitted on `train` alone: one that has seen the validation pictures is too sure of them. */
  readonly classifier: LinearClassifier;
  /** How `classifier` was fitted. */
  readonly fit: Pick<LinearFitOptions, 'l2' | 'scaling'>;
}

/** Training pictures kept to compare with, at most, the classes taking turns. */
export const REFERENCE_ROWS = 2000;
/** Features of theirs in all, at most: 8 MB, and a few milliseconds for one answer. */
const REFERENCE_VALUES = 2 ** 21;

/** Fits all scores on training features, sets their thresholds on validation features, which they have not seen, and chooses one by leaving classes out.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitUnknownDetection(
  { train, validation, classifier, fit }: UnknownDetectionData,
  { falseAlarmRate = FALSE_ALARM_RATE, k, chosen, seed = 0 }: UnknownDetectionOptions = {},
): UnknownDetection {
  const width = train.embeddings.length / train.labels.length;
  const kept = Math.min(REFERENCE_ROWS, Math.floor(REFERENCE_VALUES / width));
  const reference = fitUnknownReference(train, takeTurns(train, kept, seed), classifier, k);
  const rows = validation.labels.length;
  const logits = linearLogits(classifier, validation.embeddings, rows);
  const scorer = unknownScorer(reference, classifier, validation.embeddings, logits);
  const threshold = (name: UnknownScoreName): number => falseAlarmThreshold(scorer(name), falseAlarmRate);
  const { method, by, aurocs }: UnknownChoice =
    chosen ?? chooseUnknownScore({ train, validation, classes: classifier.bias.length, fit, seed });
  return {
    reference,
    thresholds: {
      method,
      falseAlarmRate,
      thresholds: Object.fromEntries(UNKNOWN_SCORES.map((name) => [name, threshold(name)])) as PerScore,
      k: reference.knn.k,
      shrinkage: reference.mahalanobis.shrinkage,
      choice: {
        by,
        expectedFalseAlarms: expectedAlarmRate(rows, falseAlarmRate),
        ...(aurocs === undefined ? {} : { expectedAuroc: aurocs[method], aurocs }),
      },
    },
  };
}

/** One score on pictures of known and of never trained classes; 0..1. */
export interface UnknownScores {
  readonly auroc: number;
  /** Average precision; unknown pictures are the positives. */
  readonly aupr: number;
  /** Unknown pictures taken for known where 95 % of the known ones are: known pictures are the positives, as is usual. */
  readonly fprAt95Tpr: number;
  /** Share of unknown pictures above the threshold. */
  readonly detected: number;
  /** Share of known pictures above the threshold. */
  readonly falseAlarms: number;
}

/** Scores that have a threshold, in the usual order. */
export function thresholdScores({ thresholds }: Pick<UnknownThresholds, 'thresholds'>): readonly UnknownScoreName[] {
  return UNKNOWN_SCORES.filter((name) => thresholds[name] !== undefined);
}

/** @param classifier what the pictures are classified with.  @param known [N, D] features of known classes that neither score nor threshold has seen.
 * @param unknown [M, D]  @returns of the scores that have a threshold.  @throws CoreError BAD_SHAPE. */
export function scoreUnknown(
  { reference, thresholds }: UnknownDetection,
  classifier: LinearClassifier,
  known: Float32Array,
  unknown: Float32Array,
): Partial<Record<UnknownScoreName, UnknownScores>> {
  const width = classifier.weight.length / classifier.bias.length;
  const ask = (features: Float32Array): ReturnType<typeof unknownScorer> =>
    unknownScorer(reference, classifier, features, linearLogits(classifier, features, features.length / width));
  const [ofKnown, ofUnknown] = [ask(known), ask(unknown)];
  const score = (name: UnknownScoreName): UnknownScores => {
    const [low, high] = [ofKnown(name), ofUnknown(name)];
    return {
      auroc: auroc(high, low),
      aupr: averagePrecision(high, low),
      fprAt95Tpr: falsePositiveRateAt(
        low.map((value) => -value),
        high.map((value) => -value),
      ),
      detected: alarmRate(high, thresholds.thresholds[name]!),
      falseAlarms: alarmRate(low, thresholds.thresholds[name]!),
    };
  };
  return Object.fromEntries(thresholdScores(thresholds).map((name) => [name, score(name)]));
}
