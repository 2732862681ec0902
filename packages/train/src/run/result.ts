import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { manifestSchema } from '@supcon/core/artifact';
import { TrainError } from '../errors.js';

const share = z.number().min(0).max(1);

export const runResultSchema = z.object({
  id: z.string(),
  recipe: z.string(),
  data: z.string(),
  backend: z.string(),
  precision: z.enum(['float32', 'bfloat16']),
  /** Training and evaluation, over all sittings. */
  seconds: z.number(),
  /** Views passed through the encoder in stage 1. */
  imagesSeen: z.int(),
  /** Finished in stage 1. */
  epochs: z.int().optional(),
  /** The best look at validation during stage 1. */
  best: z.object({ epoch: z.int(), value: share }).optional(),
  validation: z.object({ linear: share, knn: share }),
  test: z.object({ linear: share, knn: share, rawPixels: share }),
  /** Linear accuracy on the test split, by label. */
  perClass: z.record(z.string(), share),
  stage2: z.object({ l2: z.number(), augmentedPasses: z.int() }),
  /** Of the classifier fitted on the training pictures alone, set on validation (`fitConfidence`). */
  calibration: z.object({ temperature: z.number().positive(), outcome: z.enum(['fitted', 'allRight', 'bounded']) }).optional(),
  /** Thresholds set on validation; what they compare with lies in checkpoints/reference.safetensors. */
  unknown: manifestSchema.shape.unknown,
});

/** `result.json`: accuracies in 0..1. */
export type RunResult = z.output<typeof runResultSchema>;

/** @throws TrainError BAD_RUN when the run is not finished or its result cannot be read. */
export async function readResult(runFolder: string, id: string): Promise<RunResult> {
  const path = join(runFolder, 'result.json');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new TrainError('BAD_RUN', `run ${id} is not finished: ${path} is not there. Finish it: supcon train --resume ${id}`, { cause });
  });
  try {
    return runResultSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TrainError('BAD_RUN', `${path} is not a result this version reads`, { cause });
  }
}
