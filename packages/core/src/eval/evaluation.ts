/** `@supcon/core/evaluation`: how right answers are, from labels and scores alone. Loads no TensorFlow. */
export { auroc } from './auroc.js';
export { binConfidences, CALIBRATION_BINS, expectedCalibrationError, type ConfidenceBin } from './calibration-error.js';
export { classificationScores, type ClassificationScores, type PrecisionRecall } from './classification-scores.js';
export { rocCurve, type RocPoint } from './roc-curve.js';
