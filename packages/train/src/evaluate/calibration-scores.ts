import {
  brierScore,
  confidenceBins,
  expectedCalibrationError,
  negativeLogLikelihood,
  softmaxProbabilities,
  type ConfidenceBin,
} from '@supcon/core';

/** How far probabilities mean what they say. */
export interface CalibrationScores {
  /** 15 bins of equal width, 0..1. */
  readonly expectedCalibrationError: number;
  /** Nats. */
  readonly negativeLogLikelihood: number;
  /** 0..2. */
  readonly brierScore: number;
  /** The reliability diagram. */
  readonly bins: readonly ConfidenceBin[];
}

/** Of softmax(logits / temperature). @param logits [N, C], at least one row.  @param labels [N].  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function scoreCalibration(
  logits: Float32Array | Float64Array,
  labels: Int32Array,
  classes: number,
  temperature: number,
): CalibrationScores {
  const probabilities = softmaxProbabilities(logits, classes, temperature);
  const bins = confidenceBins(probabilities, labels, classes);
  return {
    expectedCalibrationError: expectedCalibrationError(bins),
    negativeLogLikelihood: negativeLogLikelihood(probabilities, labels, classes),
    brierScore: brierScore(probabilities, labels, classes),
    bins,
  };
}
