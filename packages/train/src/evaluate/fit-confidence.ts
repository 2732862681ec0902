import { fitPromise, linearLogits, type FittedPromise } from '@supcon/core';
import { fitDriftReference, type DriftReference, type UnknownDetection } from '@supcon/core/artifact';
import { fitUnknownDetection, type UnknownDetectionData, type UnknownDetectionOptions } from './unknown-detection.js';

/** What an artifact needs in order to know when it does not know: fitted on training embeddings, set on validation embeddings. */
export interface Confidence extends FittedPromise {
  readonly unknown: UnknownDetection;
  /** What later pictures are compared with; undefined where validation has a single picture. */
  readonly drift: DriftReference | undefined;
}

/** Temperature of the classifier's probabilities, label sets, the scores of unknown pictures with their thresholds, and what later pictures are compared with. All are those of a classifier without the
 * validation pictures; the final one, fitted on both, takes them over as the best there is.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitConfidence(data: UnknownDetectionData, options: UnknownDetectionOptions = {}): Confidence {
  const { classifier, validation } = data;
  const logits = linearLogits(classifier, validation.embeddings, validation.labels.length);
  const { calibration, labelSets } = fitPromise(logits, validation.labels, classifier.bias.length);
  const drift = fitDriftReference(validation.embeddings, classifier, calibration.temperature);
  return { calibration, labelSets, unknown: fitUnknownDetection(data, options), drift };
}
