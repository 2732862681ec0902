import type { ConvNeXtPlan } from './convnext-plan.js';
import type { VisionTransformerPlan } from './vision-transformer-plan.js';

/** An encoder that another library trains and we only export, as data. Its tensors keep that library's names. */
export type ForeignEncoderPlan = ConvNeXtPlan | VisionTransformerPlan;
