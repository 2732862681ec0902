import {
  alarmRate,
  auroc,
  averagePrecision,
  createRng,
  FALSE_ALARM_RATE,
  falseAlarmThreshold,
  falsePositiveRateAt,
  fitKnnDetector,
  fitMahalanobisDetector,
  knnScores,
  mahalanobisScores,
  type LabelledEmbeddings,
} from '@supcon/core';
import type { Manifest, UnknownReference } from '@supcon/core/artifact';

/** The part of an artifact's manifest about unknown pictures. */
export type UnknownThresholds = NonNullable<Manifest['unknown']>;
export const DETECTORS = ['knn', 'mahalanobis'] as const;
/** A detector of unknown pictures. */
export type DetectorName = (typeof DETECTORS)[number];

/** Both detectors with the thresholds that belong to them: what an artifact carries. */
export interface UnknownDetection {
  readonly thresholds: UnknownThresholds;
  readonly reference: UnknownReference;
}

/** How thresholds for unknown pictures are fitted. */
export interface UnknownDetectionOptions {
  /** Share of known validation pictures that may be called unknown. Default 0.05. */
  readonly falseAlarmRate?: number;
  /** Which neighbour's distance counts. Default 5. */
  readonly k?: number;
  /** Draws the reference rows where there are too many. Default 0. */
  readonly seed?: number;
}

/** Training pictures kept to compare with, the classes taking turns: 4 MB at 512 features, and time for one answer stays small. */
export const REFERENCE_ROWS = 2000;

/** Fits both detectors on training embeddings and sets their thresholds on validation embeddings, which they have not seen.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitUnknownDetection(
  train: LabelledEmbeddings,
  validation: LabelledEmbeddings,
  classes: number,
  { falseAlarmRate = FALSE_ALARM_RATE, k, seed = 0 }: UnknownDetectionOptions = {},
): UnknownDetection {
  const kept = takeTurns(train, classes, REFERENCE_ROWS, seed);
  const reference: UnknownReference = {
    knn: fitKnnDetector(kept.embeddings, kept.labels.length, k),
    mahalanobis: fitMahalanobisDetector(train, classes),
  };
  const scores = unknownScores(reference, validation.embeddings);
  return {
    reference,
    thresholds: {
      method: 'knn',
      falseAlarmRate,
      thresholds: {
        knn: falseAlarmThreshold(scores.knn, falseAlarmRate),
        mahalanobis: falseAlarmThreshold(scores.mahalanobis, falseAlarmRate),
      },
      k: reference.knn.k,
      shrinkage: reference.mahalanobis.shrinkage,
    },
  };
}

/** Higher for less known. @param embeddings [N, D]  @returns [N] of each detector.  @throws CoreError BAD_SHAPE. */
export function unknownScores({ knn, mahalanobis }: UnknownReference, embeddings: Float32Array): Record<DetectorName, Float64Array> {
  const width = knn.reference.length / knn.rows;
  return { knn: knnScores(knn, embeddings), mahalanobis: mahalanobisScores(mahalanobis, embeddings, embeddings.length / width) };
}

/** One detector on pictures of known and of never trained classes; 0..1. */
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

/** @param known [N, D] embeddings of known classes that neither detector nor threshold has seen.  @param unknown [M, D]
 * @throws CoreError BAD_SHAPE. */
export function scoreUnknown(
  { reference, thresholds }: UnknownDetection,
  known: Float32Array,
  unknown: Float32Array,
): Record<DetectorName, UnknownScores> {
  const [ofKnown, ofUnknown] = [unknownScores(reference, known), unknownScores(reference, unknown)];
  const score = (name: DetectorName): UnknownScores => ({
    auroc: auroc(ofUnknown[name], ofKnown[name]),
    aupr: averagePrecision(ofUnknown[name], ofKnown[name]),
    fprAt95Tpr: falsePositiveRateAt(
      ofKnown[name].map((value) => -value),
      ofUnknown[name].map((value) => -value),
    ),
    detected: alarmRate(ofUnknown[name], thresholds.thresholds[name]),
    falseAlarms: alarmRate(ofKnown[name], thresholds.thresholds[name]),
  });
  return { knn: score('knn'), mahalanobis: score('mahalanobis') };
}

/** At most `most` rows, drawn so that every class gets its turn before another gets one more. */
function takeTurns(data: LabelledEmbeddings, classes: number, most: number, seed: number): LabelledEmbeddings {
  const rows = data.labels.length;
  if (rows <= most) return data;
  const width = data.embeddings.length / rows;
  const turn = new Int32Array(classes);
  const turns = createRng(seed, 'reference')
    .shuffle(Array.from({ length: rows }, (_, row) => row))
    .map((row) => ({ row, turn: turn[data.labels[row]!]!++ }));
  const chosen = turns
    .toSorted((a, b) => a.turn - b.turn)
    .slice(0, most)
    .map(({ row }) => row)
    .sort((a, b) => a - b);
  const embeddings = new Float32Array(most * width);
  chosen.forEach((row, at) => {
    embeddings.set(data.embeddings.subarray(row * width, (row + 1) * width), at * width);
  });
  return { embeddings, labels: Int32Array.from(chosen, (row) => data.labels[row]!) };
}
