export { ARTIFACT_FILES, ARTIFACT_FORMAT_VERSION, decodingSchema, manifestSchema, type Manifest } from './manifest.js';
export { isWithinLimit, QUANTIZATION_LIMIT } from './quantization-limit.js';
export { encoderIdentity } from './encoder-identity.js';
export { openArtifact, readArtifact, type Artifact } from './read-artifact.js';
export { writeArtifact, type ArtifactContent, type ClassifierWeights, type OnnxArtifactContent } from './write-artifact.js';
export { labelSet, type LabelSetCalibration } from '../eval/label-sets.js';
export type { AnswerPictures, GoldenAnswers } from './golden-answers.js';
export { drawGoldenPictures } from './golden-pictures.js';
export { CONFIDENCE_BINS, confidenceBin, driftRecordSchema, type DriftRecord } from './drift-record.js';
export { decodeDrift, encodeDrift, fitDriftReference, type DriftReference } from './drift-reference.js';
export { GOLDEN, type GoldenRecord } from './golden-record.js';
export { loadUnknownJudge, type UnknownAnswer, type UnknownJudge } from './unknown-judge.js';
export { decodeReference, encodeReference } from './unknown-reference.js';
export type { UnknownReference } from '../eval/unknown-score.js';
export { onnxEncoderSchema, type OnnxEncoder } from '../plans/onnx-encoder-schema.js';
export type { ClassRecord } from './class-record.js';
export { changeClasses, type ClassChange } from './change-classes.js';
export {
  addClass,
  fitClassStatistics,
  removeClass,
  restoreClassStatistics,
  ridgeClassifier,
  type ClassStatistics,
} from '../heads/class-statistics.js';
export { linearLogits } from '../heads/linear-classifier.js';
export { restoreLength } from '../eval/restore-length.js';
export { editClasses, type ClassEdit, type EditedArtifact } from './class-edit.js';
export { inNextVersion, type NextVersion } from './in-next-version.js';
export {
  fitUnknownThresholds,
  REFERENCE_ROWS,
  type UnknownDetection,
  type UnknownThresholdOptions,
  type UnknownThresholds,
} from './unknown-thresholds.js';
