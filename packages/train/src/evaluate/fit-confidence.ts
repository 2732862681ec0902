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
  const classes = classifier.bias.length;
  const calibration = fitTemperature(logits, validation.labels, classes);
  return {
    calibration,
    labelSets: calibrateLabelSets(softmaxProbabilities(logits, classes, calibration.temperature), validation.labels, classes),
    unknown: fitUnknownDetection(data, options),
  };
}
