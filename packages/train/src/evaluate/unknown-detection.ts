import {
  alarmRate,
  auroc,
  averagePrecision,
  falsePositiveRateAt,
  linearLogits,
  UNKNOWN_SCORES,
  unknownScorer,
  type LabelledEmbeddings,
  type LinearClassifier,
  type LinearFitOptions,
  type UnknownScoreName,
} from '@supcon/core';
import { fitUnknownThresholds, type UnknownDetection, type UnknownThresholds } from '@supcon/core/artifact';
import { chooseUnknownScore, type UnknownChoice } from './choose-unknown-score.js';

/** What thresholds for unknown pictures are fitted with. */
export interface UnknownDetectionOptions {
  /** Share of known validation pictures that may be called unknown. Default 0.05. */
  readonly falseAlarmRate?: number;
  /** Which neighbour's distance counts. Default 5. */
  readonly k?: number;
  /** Whether the encoder was trained on these very classes. Those that are left out are then nothing new to it, and to leave them out says nothing of what really is:
   * the score is GEN, which asks the logits alone. Default false. */
  readonly trained?: boolean;
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

/** Of an encoder that was trained on its classes: distances say little of what it has never seen, for it lies among what it knows (OpenOOD's ResNet-18 of ImageNet-200; docs/benchmarks.md). */
const SCORE_OF_TRAINED: UnknownScoreName = 'gen';

/** Fits all scores, sets their thresholds (`fitUnknownThresholds`), and chooses one: by leaving classes out, where the encoder was not trained on them.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitUnknownDetection(
  { train, validation, classifier, fit }: UnknownDetectionData,
  { falseAlarmRate, k, trained = false, seed = 0 }: UnknownDetectionOptions = {},
): UnknownDetection {
  const choice: UnknownChoice = trained
    ? { method: SCORE_OF_TRAINED, by: 'default' }
    : chooseUnknownScore({ train, validation, classes: classifier.bias.length, fit, seed });
  const given = { ...(falseAlarmRate === undefined ? {} : { falseAlarmRate }), ...(k === undefined ? {} : { k }) };
  return fitUnknownThresholds({ train, validation, classifier }, { choice, seed, ...given });
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
