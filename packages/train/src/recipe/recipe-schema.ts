import { encoderOptionsSchema } from '@supcon/core';
import { z } from 'zod';
import { augmentSchema } from '../augment/augment-schema.js';
import { broughtEncoderSchema } from './preprocessing-schema.js';
import { stage1Schema } from './stage1-schema.js';

const stage2Schema = z.strictObject({
  augmentedPasses: z.int().min(0).max(64).default(2).describe('Augmented copies of the training images beside the clean ones.'),
  l2: z.array(z.number().min(0)).min(1).default([1, 0.1, 0.01, 1e-3, 1e-4]).describe('Strengths tried; validation chooses.'),
  scaling: z
    .enum(['feature', 'common'])
    .default('feature')
    .describe(
      'feature: each feature is scaled to variance 1 before the penalty weighs it. common: all by one factor, which suits pretrained encoders.',
    ),
  runtime: z
    .enum(['engine', 'onnx'])
    .default('engine')
    .describe(
      'What embeds: the engine that trained, or ONNX Runtime, as the server does it, which is faster for encoders with depthwise convolutions.',
    ),
});

/** A recipe: how to train, as data. Unknown keys are refused, so that a typing mistake is not a silent default. */
export const recipeSchema = z
  .strictObject({
    $schema: z.string().optional(),
    description: z.string().min(1).describe('One sentence for `supcon recipes`.'),
    source: z.string().optional().describe('What the recipe reproduces: a notebook, a paper, a measurement.'),
    expected: z.string().optional().describe('What it reached, with data and number of runs.'),
    data: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .optional()
      .describe('Folder in SUPCON_HOME/data to train on where --data is left out; `sample` is made on the spot.'),
    encoder: z.discriminatedUnion('kind', [...encoderOptionsSchema.options, broughtEncoderSchema]),
    init: z
      .literal('imagenet')
      .optional()
      .describe(
        'Weights that the encoder starts from, unless --init names others: the public ones of ImageNet for it. Default random ones.',
      ),
    imageSize: z.int().min(8).max(1024).describe('Side of the square picture the finished encoder sees, in pixels.'),
    trainSize: z.int().min(8).max(1024).optional().describe('Side of the training crops. Default imageSize.'),
    cacheSize: z
      .int()
      .min(8)
      .max(2048)
      .optional()
      .describe('Side of the cached pictures that crops are cut from. Default 1.25 x trainSize.'),
    split: z
      .strictObject({
        validation: z.number().min(0.02).max(0.5).default(0.1).describe('Taken out of the training images where there is no val/.'),
        test: z.number().min(0.02).max(0.5).default(0.2).describe('Taken out where there is no test/.'),
        smallClasses: z
          .enum(['refuse', 'train'])
          .default('refuse')
          .describe(
            'Classes with too few pictures to take any out: refuse the data, or train with all of theirs and measure without them.',
          ),
      })
      .prefault({}),
    augment: augmentSchema.prefault({}),
    stage1: stage1Schema,
    stage2: stage2Schema.prefault({}),
    precision: z
      .enum(['auto', 'float32', 'bfloat16'])
      .default('auto')
      .describe('auto: whichever this machine is measured to be faster in.'),
  })
  .transform(({ $schema: _schema, ...recipe }) => {
    const trainSize = recipe.trainSize ?? recipe.imageSize;
    return { ...recipe, trainSize, cacheSize: recipe.cacheSize ?? Math.round(trainSize * 1.25) };
  })
  .refine(({ cacheSize, trainSize, stage1 }) => cacheSize >= Math.max(trainSize, ...stage1.sizes.map(({ size }) => size)), {
    path: ['cacheSize'],
    error: 'must not be below trainSize and the sizes of stage 1',
  })
  .refine(({ augment, stage1 }) => (augment.mix.mixup === 0 && augment.mix.cutmix === 0) || stage1.loss === 'cross-entropy', {
    path: ['augment', 'mix'],
    error: 'mixup and cutmix make mixed labels, which only cross-entropy alone understands',
  })
  .refine(({ encoder, stage1 }) => encoder.kind !== 'onnx' || !stage1.loss.endsWith('cross-entropy'), {
    path: ['stage1', 'loss'],
    error:
      'must be a contrastive loss alone, or none: an encoder that was brought as an ONNX file is not trained, and what stands behind its head is stage 2',
  })
  .refine(({ encoder, stage1 }) => encoder.kind !== 'onnx' || (stage1.sizes.length === 0 && stage1.frozenStages === 0), {
    path: ['stage1'],
    error: 'sizes and frozenStages are for encoders that are trained; this one was brought as an ONNX file',
  });

/** A whole recipe, checked, with every default filled in. */
export type Recipe = z.output<typeof recipeSchema>;
export type { AugmentOptions } from '../augment/augment-schema.js';
/** The recipe's part about the classifier on the frozen encoder. */
export type Stage2Options = Recipe['stage2'];
export type { Stage1Options } from './stage1-schema.js';
export type { LossKind } from '@supcon/core/run/events';
