import { fitTemperature, linearLogits, type TemperatureFit } from '@supcon/core';
import {
  fitUnknownDetection,
  type UnknownDetection,
  type UnknownDetectionData,
  type UnknownDetectionOptions,
} from './unknown-detection.js';

/** What an artifact needs in order to know when it does not know: fitted on training embeddings, set on validation embeddings. */
export interface Confidence {
  readonly calibration: TemperatureFit;
  readonly unknown: UnknownDetection;
}

/** Temperature of the classifier's probabilities, and the scores of unknown pictures with their thresholds. Both are those of a classifier without the
 * validation pictures; the final one, fitted on both, takes them over as the best there is.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitConfidence(data: UnknownDetectionData, options: UnknownDetectionOptions = {}): Confidence {
  const { classifier, validation } = data;
  const logits = linearLogits(classifier, validation.embeddings, validation.labels.length);
  return {
    calibration: fitTemperature(logits, validation.labels, classifier.bias.length),
    unknown: fitUnknownDetection(data, options),
  };
}
