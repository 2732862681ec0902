import { PREPROCESSING, type PreprocessingConstants } from '../image/preprocess.js';
import type { EncoderPlan } from '../plans/encoder-plan.js';

/** (pixel - 127) / 128, as the published EfficientNet-Lites were trained. */
const AROUND_127: PreprocessingConstants = { mean: [127 / 255, 127 / 255, 127 / 255], std: [128 / 255, 128 / 255, 128 / 255] };

/** What an encoder's pixels are normalised with, in training and ever after: what its published weights were trained with, so that these can be loaded
 * as they are. ImageNet's constants for all but EfficientNet-Lites. */
export function preprocessingOf({ kind }: Pick<EncoderPlan, 'kind'>): PreprocessingConstants {
  return kind === 'efficientnet-lite' ? AROUND_127 : PREPROCESSING;
}
