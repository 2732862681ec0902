import { fitLinearClassifier, type LabelledEmbeddings } from '@supcon/core';
import type { UnknownDetectionData } from '../src/evaluate/unknown-detection.js';

/** Made-up features with a classifier that is fitted on those of the training alone. */
export function detectionData(train: LabelledEmbeddings, validation: LabelledEmbeddings, classes: number): UnknownDetectionData {
  const fit = { l2: 0.01 };
  return { train, validation, fit, classifier: fitLinearClassifier(train.embeddings, train.labels.length, train.labels, classes, fit) };
}
