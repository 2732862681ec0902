import { fitTemperature, linearLogits, type LabelledEmbeddings, type LinearClassifier, type TemperatureFit } from '@supcon/core';
import { fitUnknownDetection, type UnknownDetection, type UnknownDetectionOptions } from './unknown-detection.js';

/** What an artifact needs in order to know when it does not know: fitted on training embeddings, set on validation embeddings. */
export interface Confidence {
  readonly calibration: TemperatureFit;
  readonly unknown: UnknownDetection;
}

/** What the temperature and the thresholds for unknown pictures are fitted on. */
export interface ConfidenceOptions extends UnknownDetectionOptions {
  /** Fitted on `train` alone: one that has seen the validation pictures is too sure of them. */
  readonly classifier: LinearClassifier;
  readonly train: LabelledEmbeddings;
  readonly validation: LabelledEmbeddings;
  readonly classes: number;
}

/** Temperature of the classifier's probabilities and thresholds of both detectors of unknown pictures. The temperature is that of a
 * classifier without the validation pictures; the final one, fitted on both, takes it over as the best there is.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitConfidence({ classifier, train, validation, classes, ...options }: ConfidenceOptions): Confidence {
  const logits = linearLogits(classifier, validation.embeddings, validation.labels.length);
  return {
    calibration: fitTemperature(logits, validation.labels, classes),
    unknown: fitUnknownDetection(train, validation, classes, options),
  };
}
