export { CORE_ERROR_CODES, CoreError, type CoreErrorCode } from './errors.js';
export { createRng, type Rng } from './rng.js';

export type { DType, Engine, Handle, Precision, SgdSettings, Window } from './engine/engine.js';
export { createNativeEngine } from './engine/native/native-engine.js';
export { measurePrecisions, preferredPrecision, type PrecisionRates } from './backend/preferred-precision.js';

export { planResNet, type BlockPlan, type ConvBnPlan, type EncoderPlan, type ResNetOptions } from './encoders/resnet-plan.js';
export { createEncoder } from './encoders/create-encoder.js';
export type { Encoder } from './encoders/encoder.js';
export type { Weight, WeightMap } from './encoders/weight-map.js';

export { createProjectionHead, type ProjectionHead } from './heads/projection-head.js';
export { createDense, type Dense } from './units/dense.js';
export type { Parameter } from './units/parameter.js';
export type { Optimiser, StepSettings } from './optim/optimiser.js';
export { createSgd, type SgdOptions } from './optim/sgd.js';

export { supConLoss, type SupConLoss, type SupConOptions } from './losses/supcon-loss.js';
export type { SupConScaling } from './losses/supcon-similarities.js';
export { softmaxCrossEntropy, type SoftmaxCrossEntropy } from './losses/softmax-cross-entropy.js';

export { selectEngine, type BackendChoice } from './backend/select-engine.js';
export { createTfjsEngine } from './engine/tfjs/tfjs-engine.js';
export type { TfjsBackendName } from './engine/tfjs/load-backend.js';

export {
  fitLinearClassifier,
  linearAccuracy,
  linearLogits,
  L2_GRID,
  selectLinearClassifier,
  type LinearClassifier,
  type LinearFitOptions,
  type SelectedLinearClassifier,
} from './heads/linear-classifier.js';
export { knnAccuracy, knnClassify } from './math/knn.js';
export type { LabelledEmbeddings } from './math/labelled-embeddings.js';
