import { expectedAlarmRate, FALSE_ALARM_RATE, falseAlarmThreshold } from '../eval/false-alarm-threshold.js';
import { fitUnknownReference, UNKNOWN_SCORES, unknownScorer, type UnknownReference, type UnknownScoreName } from '../eval/unknown-score.js';
import { linearLogits, type LinearClassifier } from '../heads/linear-classifier.js';
import type { LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { takeTurns } from '../math/take-turns.js';
import type { Manifest } from './manifest.js';

/** The part of an artifact's manifest about unknown pictures. */
export type UnknownThresholds = NonNullable<Manifest['unknown']>;

/** All scores with the thresholds that belong to them: what an artifact carries. */
export interface UnknownDetection {
  readonly thresholds: UnknownThresholds;
  readonly reference: UnknownReference;
}

/** What thresholds for unknown pictures are set with. */
export interface UnknownThresholdOptions {
  /** Which score is asked, and why. */
  readonly choice: {
    readonly method: UnknownScoreName;
    readonly by: NonNullable<UnknownThresholds['choice']>['by'];
    /** Mean AUROC of each score over what was left out; where something was. */
    readonly aurocs?: Readonly<Record<UnknownScoreName, number>>;
  };
  /** Share of known validation pictures that may be called unknown. Default 0.05. */
  readonly falseAlarmRate?: number;
  /** Which neighbour's distance counts. Default 5. */
  readonly k?: number;
  /** Draws the reference rows where there are too many. Default 0. */
  readonly seed?: number;
}

/** Training pictures kept to compare with, at most, the classes taking turns. */
export const REFERENCE_ROWS = 2000;
/** Features of theirs in all, at most: 8 MB, and a few milliseconds for one answer. */
const REFERENCE_VALUES = 2 ** 21;

/** Fits all scores on training features, and sets their thresholds on validation features, which they have not seen.
 * @param data.train features of the frozen encoder, not normalised.  @param data.classifier fitted on `train` alone: one that has seen the validation pictures is too sure of them.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitUnknownThresholds(
  {
    train,
    validation,
    classifier,
  }: { readonly train: LabelledEmbeddings; readonly validation: LabelledEmbeddings; readonly classifier: LinearClassifier },
  { choice: { method, by, aurocs }, falseAlarmRate = FALSE_ALARM_RATE, k, seed = 0 }: UnknownThresholdOptions,
): UnknownDetection {
  const width = train.embeddings.length / train.labels.length;
  const kept = Math.min(REFERENCE_ROWS, Math.floor(REFERENCE_VALUES / width));
  const reference = fitUnknownReference(train, takeTurns(train, kept, seed), classifier, k);
  const rows = validation.labels.length;
  const logits = linearLogits(classifier, validation.embeddings, rows);
  const scorer = unknownScorer(reference, classifier, validation.embeddings, logits);
  const threshold = (name: UnknownScoreName): number => falseAlarmThreshold(scorer(name), falseAlarmRate);
  return {
    reference,
    thresholds: {
      method,
      falseAlarmRate,
      thresholds: Object.fromEntries(UNKNOWN_SCORES.map((name) => [name, threshold(name)])) as Record<UnknownScoreName, number>,
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
