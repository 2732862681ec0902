import {
  calibrateLabelSets,
  fitTemperature,
  linearLogits,
  softmaxProbabilities,
  type LabelSetCalibration,
  type TemperatureFit,
} from '@supcon/core';
import {
  fitUnknownDetection,
  type UnknownDetection,
  type UnknownDetectionData,
  type UnknownDetectionOptions,
} from './unknown-detection.js';

/** What an artifact needs in order to know when it does not know: fitted on training embeddings, set on validation embeddings. */
export interface Confidence {
  readonly calibration: TemperatureFit;
  /** Of the probabilities at that temperature. */
  readonly labelSets: LabelSetCalibration;
  readonly unknown: UnknownDetection;
}

/** Temperature of the classifier's probabilities, label sets, and the scores of unknown pictures with their thresholds. All are those of a classifier without the
 * validation pictures; the final one, fitted on both, takes them over as the best there is.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitConfidence(data: UnknownDetectionData, options: UnknownDetectionOptions = {}): Confidence {
  const { classifier, validation } = data;
  const logits = linearLogits(classifier, validation.embeddings, validation.labels.length);
  const { calibration, labelSets } = fitPromise(logits, validation.labels, classifier.bias.length);
  return { calibration, labelSets, unknown: fitUnknownDetection(data, options) };
}

/** The part that needs no features: temperature, and label sets of the probabilities at it.
 * @param logits [N, C] of validation pictures.  @param labels [N].  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitPromise(logits: Float32Array, labels: Int32Array, classes: number): Pick<Confidence, 'calibration' | 'labelSets'> {
  const calibration = fitTemperature(logits, labels, classes);
  return { calibration, labelSets: calibrateLabelSets(softmaxProbabilities(logits, classes, calibration.temperature), labels, classes) };
}
