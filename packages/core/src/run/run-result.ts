import { z } from 'zod';
import { manifestSchema } from '../artifact/manifest.js';

const share = z.number().min(0).max(1);

const figures = z.object({ linear: share, knn: share });

/** `result.json`: accuracies in 0..1. */
export const runResultSchema = z.object({
  id: z.string(),
  recipe: z.string(),
  data: z.string(),
  backend: z.string(),
  precision: z.enum(['float32', 'bfloat16']),
  seconds: z.number().describe('Training and evaluation, over all sittings.'),
  imagesSeen: z.int().describe('Views passed through the encoder in stage 1.'),
  epochs: z.int().exactOptional().describe('Finished in stage 1.'),
  best: z.object({ epoch: z.int(), value: share }).exactOptional().describe('The best look at validation during stage 1.'),
  validation: z.object({ linear: share, knn: share }),
  test: z.object({ linear: share, knn: share, rawPixels: share }),
  balancedAccuracy: share.exactOptional().describe('Mean of perClass: a small class counts as much as a large one.'),
  perClass: z.record(z.string(), share).describe('Linear accuracy on the test split, by label.'),
  stage2: z.object({ l2: z.number(), augmentedPasses: z.int() }),
  calibration: z
    .object({ temperature: z.number().positive(), outcome: z.enum(['fitted', 'allRight', 'bounded']) })
    .exactOptional()
    .describe('Of the classifier fitted on the training pictures alone, set on validation.'),
  labelSets: manifestSchema.shape.labelSets
    .unwrap()
    .exactOptional()
    .describe('Sets of labels that hold the right one as often as they promise, set on validation.'),
  unknown: manifestSchema.shape.unknown
    .unwrap()
    .exactOptional()
    .describe('Thresholds set on validation; what they compare with lies in checkpoints/reference.safetensors.'),
  adapter: z
    .object({
      kept: z.boolean().describe('Whether validation gained with the head; if not, the encoder stays as it came.'),
      plain: z.object({ validation: figures, test: figures }).describe('Of the encoder as it came.'),
      adapted: z.object({ validation: figures, test: figures }).describe('With the head behind it.'),
    })
    .exactOptional()
    .describe('Of a run whose encoder was brought as an ONNX file: what the head that was trained on its embeddings is worth.'),
  images: z.object({ train: z.int(), validation: z.int(), test: z.int() }).exactOptional().describe('Pictures in each split.'),
});

/** What a finished run reached. */
export type RunResult = z.output<typeof runResultSchema>;
