import {
  alarmRate,
  alignment,
  classifyByPrototype,
  fitPrototypes,
  knnClassify,
  knnProbabilities,
  linearLogits,
  retrievalMetrics,
  selectLinearClassifier,
  silhouette,
  softmaxProbabilities,
  uniformity,
  unknownScorer,
  type LabelledEmbeddings,
  type LinearClassifier,
  type RetrievalMetrics,
  type TemperatureFit,
  type UnknownScoreName,
} from '@supcon/core';
import type { UnknownDetection, UnknownThresholds } from '@supcon/core/artifact';
import { ITERATIONS, NEIGHBOURS } from './evaluation-protocol.js';
import { scoreCalibration, type CalibrationScores } from './calibration-scores.js';
import { predictLabels } from './class-accuracy.js';
import { scoreAnswers, type ClassifierScores } from './classifier-scores.js';
import { fitConfidence } from './fit-confidence.js';
import { scoreLabelSets, type LabelSetScores } from './label-set-scores.js';
import { thresholdScores } from './unknown-detection.js';

/** Embeddings of the three splits, and what is fitted on them. */
export interface EvaluateEmbeddingsOptions {
  /** Embeddings of the frozen encoder, [N, D] each, not normalised. */
  readonly train: LabelledEmbeddings;
  /** Chooses the l2 strength, the temperature and the thresholds. */
  readonly validation: LabelledEmbeddings;
  /** Only reported on. */
  readonly test: LabelledEmbeddings;
  readonly labels: readonly string[];
  /** l2 strengths tried. Default: the recipes' default. */
  readonly l2?: readonly number[];
  /** For the thresholds of unknown pictures. Default 0.05. */
  readonly falseAlarmRate?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** Everything measured on one split of embeddings, as plain JSON. Shares are 0..1; null means that there was nothing to measure. */
export interface EvaluationReport {
  readonly labels: readonly string[];
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  /** Fitted on the training embeddings, at the l2 that validation chose. */
  readonly linear: ClassifierScores & { readonly l2: number; readonly validationAccuracy: number };
  /** Of the linear classifier on the test split, at temperature 1 and at the one fitted on validation. */
  readonly calibration: TemperatureFit & { readonly before: CalibrationScores; readonly after: CalibrationScores };
  /** Of the linear classifier on the test split, with sets calibrated on validation. */
  readonly labelSets: readonly LabelSetScores[];
  /** Majority of the nearest training embeddings. */
  readonly knn: ClassifierScores & { readonly k: number };
  /** The same, votes weighted by exp(similarity / temperature). */
  readonly weightedKnn: ClassifierScores & { readonly k: number; readonly temperature: number };
  /** Mean direction of each class. */
  readonly prototype: ClassifierScores;
  readonly retrieval: {
    /** Each test picture searches the others: the protocol of metric learning. */
    readonly amongTest: RetrievalMetrics;
    /** Each test picture searches the training pictures: what a gallery does. */
    readonly testInTrain: RetrievalMetrics;
  };
  /** Of the test embeddings. */
  readonly geometry: {
    readonly silhouetteCosine: number | null;
    readonly silhouetteEuclidean: number | null;
    readonly alignment: number | null;
    readonly uniformity: number | null;
  };
  readonly unknown: UnknownThresholds & {
    /** Share of test pictures, all of known classes, that each score calls unknown. */
    readonly testFalseAlarms: Readonly<Partial<Record<UnknownScoreName, number>>>;
  };
}

/** As in lightly's benchmark; a smaller training set votes whole. */
const WEIGHTED = { k: 200, temperature: 0.1 } as const;
const L2_STRENGTHS = [1, 0.1, 0.01, 1e-3, 1e-4] as const;

/** Measures what an encoder's embeddings are worth. Whatever is chosen is chosen on validation; nothing here learns from the test split.
 * @returns the report, and the linear classifier and the scores of unknown pictures that it speaks of.  @throws CoreError BAD_SHAPE, BAD_LABELS for empty splits or stray labels. */
export function evaluateEmbeddings(options: EvaluateEmbeddingsOptions): {
  readonly report: EvaluationReport;
  readonly classifier: LinearClassifier;
  readonly detection: UnknownDetection;
} {
  const { train, validation, test, labels, l2 = L2_STRENGTHS, falseAlarmRate, seed = 0 } = options;
  const classes = labels.length;
  const rows = test.labels.length;
  const score = (predicted: Int32Array): ClassifierScores => scoreAnswers(test.labels, predicted, labels);

  const chosen = selectLinearClassifier(train, validation, classes, { grid: l2, iterations: ITERATIONS });
  const { classifier } = chosen;
  const confidence = fitConfidence(
    { classifier, fit: { l2: chosen.l2 }, train, validation },
    { seed, ...(falseAlarmRate === undefined ? {} : { falseAlarmRate }) },
  );
  const logits = linearLogits(classifier, test.embeddings, rows);
  const detection = confidence.unknown;
  const { thresholds } = detection;
  const scorer = unknownScorer(detection.reference, classifier, test.embeddings, logits);
  const alarms = thresholdScores(thresholds).map((name) => {
    return [name, alarmRate(scorer(name), thresholds.thresholds[name]!)] as const;
  });
  const report: EvaluationReport = {
    labels,
    images: { train: train.labels.length, validation: validation.labels.length, test: rows },
    linear: {
      ...score(predictLabels(classifier, test.embeddings, rows)),
      l2: chosen.l2,
      validationAccuracy: chosen.validationAccuracy,
    },
    calibration: {
      ...confidence.calibration,
      before: scoreCalibration(logits, test.labels, classes, 1),
      after: scoreCalibration(logits, test.labels, classes, confidence.calibration.temperature),
    },
    labelSets: scoreLabelSets(softmaxProbabilities(logits, classes, confidence.calibration.temperature), test.labels, confidence.labelSets),
    knn: { ...score(knnClassify(train, test.embeddings, NEIGHBOURS)), k: NEIGHBOURS },
    weightedKnn: {
      ...score(largest(knnProbabilities(train, test.embeddings, classes, WEIGHTED), classes)),
      k: Math.min(WEIGHTED.k, train.labels.length),
      temperature: WEIGHTED.temperature,
    },
    prototype: score(classifyByPrototype(fitPrototypes(train, classes), test.embeddings, rows)),
    retrieval: { amongTest: retrievalMetrics(test), testInTrain: retrievalMetrics(test, { gallery: train }) },
    geometry: {
      silhouetteCosine: silhouette(test, classes, 'cosine'),
      silhouetteEuclidean: silhouette(test, classes, 'euclidean'),
      alignment: alignment(test, classes),
      uniformity: uniformity(test.embeddings, rows),
    },
    unknown: { ...thresholds, testFalseAlarms: Object.fromEntries(alarms) },
  };
  return { report, classifier, detection };
}

/** The most probable class of each row; of equals, the first. */
function largest(probabilities: Float64Array, classes: number): Int32Array {
  return Int32Array.from({ length: probabilities.length / classes }, (_, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(own.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY));
  });
}
