export { CORE_ERROR_CODES, CoreError, type CoreErrorCode } from './errors.js';
export { createRng, type Rng } from './rng.js';

export type { AdamResult, AdamSettings, DType, Engine, Handle, Precision, SgdSettings, UploadOptions } from './engine/engine.js';
export { createNativeEngine } from './engine/native/native-engine.js';
export { measurePrecisions, preferredPrecision, type PrecisionRates } from './backend/preferred-precision.js';

export type { BlockPlan, InvertedResidualPlan, PreActivationPlan, ResidualPlan } from './plans/block-plan.js';
export { planEncoder, type EncoderOptions, type EncoderPlan } from './plans/encoder-plan.js';
export { encoderOptionsSchema } from './plans/encoder-schema.js';
export type { Activation, ConvBnPlan, ConvPlan, NormPlan } from './plans/layer-plan.js';
export { planEfficientNetLite, type EfficientNetLiteOptions, type EfficientNetLitePlan } from './plans/efficientnet-lite-plan.js';
export { planConvNeXt, type ConvNeXtOptions, type ConvNeXtPlan } from './plans/convnext-plan.js';
export type { ForeignEncoderPlan } from './plans/foreign-encoder-plan.js';
export { planMobileNet, type MobileNetOptions, type MobileNetPlan } from './plans/mobilenet-plan.js';
export type { PoolingOptions, PoolingPlan } from './plans/pooling-plan.js';
export { planResNet, type ResNetOptions, type ResNetPlan } from './plans/resnet-plan.js';
export { planVisionTransformer, type VisionTransformerOptions, type VisionTransformerPlan } from './plans/vision-transformer-plan.js';
export { planWideResNet, type WideResNetOptions, type WideResNetPlan } from './plans/wide-resnet-plan.js';
export { preprocessingOf } from './encoders/preprocessing-of.js';
export { createEncoder } from './encoders/create-encoder.js';
export type { Encoder } from './encoders/encoder.js';
export type { Weight, WeightMap } from './plans/weight-map.js';
export type { Window } from './plans/window.js';

export { createProjectionHead, type ProjectionHead, type ProjectionHeadKind, type ProjectionHeadOptions } from './heads/projection-head.js';
export { createDense, type Dense } from './units/dense.js';
export type { Parameter } from './units/parameter.js';
export type { Optimiser, StepSettings } from './optim/optimiser.js';
export { createOptimiser, type OptimiserOptions } from './optim/create-optimiser.js';
export { createSgd, type SgdOptions } from './optim/sgd.js';
export type { AdamConvention, AdamOptions } from './optim/adam-step.js';
export { createAdam } from './optim/adam.js';
export { createAdamW, type AdamWOptions } from './optim/adamw.js';
export { createRmsprop, type RmspropConvention, type RmspropOptions } from './optim/rmsprop.js';
export { createLars, type LarsOptions, type LarsVariant } from './optim/lars.js';
export { clipGradients } from './optim/clip-gradients.js';
export { createWeightAverage, type AverageWarmUp, type WeightAverage, type WeightAverageOptions } from './optim/weight-average.js';
export { assignLearningRates, type LearningRateGroups } from './optim/assign-learning-rates.js';
export { assertSchedule, learningRateAt, type ScheduleOptions } from './optim/schedule.js';

export { supConLoss, type SupConLoss, type SupConOptions } from './losses/supcon-loss.js';
export type { SupConDenominator, SupConForm } from './losses/supcon-anchor.js';
export type { SupConScaling } from './losses/supcon-similarities.js';
export { classWeights, type ClassWeighting } from './losses/class-weights.js';
export { createEmbeddingQueue, type EmbeddingQueue, type QueueState } from './losses/embedding-queue.js';
export { ntXentLoss, type NtXentOptions } from './losses/nt-xent-loss.js';
export { maxMarginLoss, type MaxMarginOptions } from './losses/max-margin-loss.js';
export type { PairDistance } from './losses/pair-distances.js';
export { tripletLoss, type TripletOptions } from './losses/triplet-loss.js';
export type { TripletMining } from './losses/triplet-mining.js';
export { nPairsLoss, type NPairsOptions } from './losses/n-pairs-loss.js';
export { multiSimilarityLoss, type MultiSimilarityOptions } from './losses/multi-similarity-loss.js';
export {
  createContrastiveLoss,
  type ContrastiveLoss,
  type ContrastiveLossOptions,
  type ContrastiveTargets,
} from './losses/contrastive-loss.js';
export type { ContrastiveResult } from './losses/contrastive-result.js';
export { classWeightingSchema, contrastiveLossSchema, type ContrastiveLossConfig } from './losses/contrastive-loss-schema.js';
export { gradCacheStep, type GradCacheModel } from './losses/grad-cache.js';
export { softmaxCrossEntropy, type CrossEntropyOptions, type SoftmaxCrossEntropy } from './losses/softmax-cross-entropy.js';

export { BACKEND_CHOICES, selectEngine, type BackendChoice } from './backend/select-engine.js';
export { createTfjsEngine } from './engine/tfjs/tfjs-engine.js';
export type { TfjsBackendName } from './engine/tfjs/load-backend.js';

export {
  fitLinearClassifier,
  linearAccuracy,
  linearLogits,
  L2_GRID,
  selectLinearClassifier,
  type LinearClassifier,
  type FeatureScaling,
  type LinearFitOptions,
  type SelectedLinearClassifier,
} from './heads/linear-classifier.js';
export {
  addClass,
  fitClassStatistics,
  removeClass,
  restoreClassStatistics,
  ridgeClassifier,
  type ClassStatistics,
} from './heads/class-statistics.js';
export type { RidgeOptions } from './heads/ridge-gram.js';
export { RIDGE_GRID, selectRidge, type SelectedRidge } from './heads/select-ridge.js';
export { knnAccuracy, knnClassify, knnProbabilities, type WeightedKnnOptions } from './math/knn.js';
export { nearestNeighbours, type Neighbours } from './math/nearest-neighbours.js';
export { softmaxProbabilities } from './math/softmax-probabilities.js';
export { alignment, uniformity } from './eval/alignment-uniformity.js';
export { auroc } from './eval/auroc.js';
export { averagePrecision } from './eval/average-precision.js';
export { brierScore } from './eval/brier-score.js';
export {
  binConfidences,
  CALIBRATION_BINS,
  confidenceBins,
  expectedCalibrationError,
  type ConfidenceBin,
} from './eval/calibration-error.js';
export { classificationScores, type ClassificationScores, type PrecisionRecall } from './eval/classification-scores.js';
export { confusionMatrix } from './eval/confusion-matrix.js';
export { alarmRate, expectedAlarmRate, FALSE_ALARM_RATE, falseAlarmThreshold } from './eval/false-alarm-threshold.js';
export { chooseRepresentatives, type FacilityLocationOptions, type Representatives } from './eval/facility-location.js';
export { falsePositiveRateAt } from './eval/false-positive-rate.js';
export { labelIssues, type LabelIssue, type LabelIssueReport } from './eval/label-issues.js';
export { calibrateLabelSets, labelSet, type LabelSetCalibration } from './eval/label-sets.js';
export { marginUncertainty } from './eval/margin-uncertainty.js';
export { negativeLogLikelihood } from './eval/negative-log-likelihood.js';
export { outOfSampleProbabilities, stratifiedFolds, type OutOfSampleOptions } from './eval/out-of-sample-probabilities.js';
export { classifyByPrototype, fitPrototypes, type Prototypes } from './eval/prototype-classifier.js';
export { retrievalMetrics, type RetrievalMetrics, type RetrievalOptions } from './eval/retrieval-metrics.js';
export { restoreLength } from './eval/restore-length.js';
export { rocCurve, type RocPoint } from './eval/roc-curve.js';
export { silhouette } from './eval/silhouette.js';
export { fitPromise, type FittedPromise } from './eval/fit-promise.js';
export { fitTemperature, type TemperatureFit } from './eval/temperature-scaling.js';
export { DEFAULT_UNKNOWN_SCORE, fitUnknownReference, UNKNOWN_SCORES, unknownScorer, type UnknownScoreName } from './eval/unknown-score.js';
export type { LabelledEmbeddings } from './math/labelled-embeddings.js';
export { takeRows } from './math/take-rows.js';
export { takeTurns } from './math/take-turns.js';
export { normaliseRows, type UnitRows } from './math/normalise-rows.js';
export { principalComponents, type PrincipalComponents } from './math/pca.js';
export { tsne, type Tsne, type TsneOptions } from './math/tsne.js';
export { umap, type UmapOptions } from './math/umap.js';

export { adoptEncoder, type AdoptOptions } from './onnx/adopt-encoder.js';
export { describeOnnx, type OnnxDescription, type OnnxValue } from './onnx/describe-onnx.js';
export { inlineExternalData } from './onnx/inline-external-data.js';
export { exportForeignEncoder } from './onnx/export-foreign-encoder.js';
export { exportFeatures } from './onnx/export-onnx.js';
export { denseLayers } from './heads/dense-layers.js';
export type { DenseLayer } from './plans/dense-layer.js';
export { withPixelInput } from './onnx/pixel-input.js';
export { quantizeOnnx, withRanges, type RangeOutputs } from './onnx/quantize-onnx.js';
export type { ActivationRange } from './onnx/quantization.js';
export { graphFromOnnx } from './tensorflow/graph-from-onnx.js';
export { encodeGraphModel, type GraphModelFiles } from './tensorflow/graph-model.js';
export { encodeSavedModel } from './tensorflow/saved-model.js';
export type { TensorFlowGraph } from './tensorflow/tensorflow-graph.js';
