import { z } from 'zod';

const range = (low: number, high: number) =>
  z
    .tuple([z.number().min(low).max(high), z.number().min(low).max(high)])
    .refine(([from, to]) => from <= to, 'the first number must not be above the second');
const probability = z.number().min(0).max(1);

const encoderSchema = z.strictObject({
  depth: z.union([z.literal(18), z.literal(34), z.literal(50)]).describe('Depth of the ResNet.'),
  stem: z.enum(['imagenet', 'small']).describe('imagenet: 7x7 stride 2 and pooling, for 128 px and above. small: one 3x3 convolution.'),
  stemStride: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .describe('Stride of the small stem: 1 for 32 px, 2 for 64-96 px.'),
  width: z.int().min(4).max(256).default(64).describe('Channels of the first stage; every later stage doubles them.'),
});

const augmentSchema = z.strictObject({
  cropScale: range(0.01, 1).default([0.3, 1]).describe('Share of the area that a random crop keeps.'),
  cropAspect: range(0.1, 10)
    .default([3 / 4, 4 / 3])
    .describe('Width over height of a random crop, drawn log-uniformly.'),
  flip: probability.default(0.5).describe('Probability of mirroring left and right.'),
  jitter: z
    .strictObject({
      probability: probability.default(0.8).describe('Probability that an image is jittered at all.'),
      brightness: z.number().min(0).max(1).default(0.4).describe('Factor drawn from 1 - x to 1 + x.'),
      contrast: z.number().min(0).max(1).default(0.4).describe('Factor drawn from 1 - x to 1 + x.'),
      saturation: z.number().min(0).max(1).default(0.4).describe('Factor drawn from 1 - x to 1 + x.'),
      hue: z.number().min(0).max(0.5).default(0.1).describe('Rotation drawn from -x to x, in turns.'),
    })
    .prefault({}),
  grayscale: probability.default(0.2).describe('Probability of taking all colour away.'),
});

const stage1Schema = z.strictObject({
  loss: z
    .enum(['supcon', 'supcon+cross-entropy', 'cross-entropy'])
    .describe(
      'supcon: the contrastive loss alone. supcon+cross-entropy: plus a classifier beside the projection head. cross-entropy: the baseline.',
    ),
  temperature: z.number().positive().default(0.1).describe('Of the SupCon loss.'),
  crossEntropyWeight: z.number().positive().default(1).describe('Weight of the cross-entropy term beside the SupCon loss.'),
  views: z.int().min(1).max(4).default(2).describe('Augmented copies of each image in a batch.'),
  head: z
    .strictObject({ hidden: z.int().min(1).default(256), outputs: z.int().min(2).default(128) })
    .prefault({})
    .describe('Projection head, used in training only.'),
  epochs: z.int().min(1).describe('Passes over the training images.'),
  batchSize: z.int().min(2).describe('Images in a step, before views.'),
  learningRate: z.number().positive().describe('Peak, after warm-up.'),
  momentum: z.number().min(0).max(0.999).default(0.9).describe('Nesterov.'),
  weightDecay: z.number().min(0).default(5e-4).describe('On kernels only.'),
  warmupEpochs: z.number().min(0).default(5).describe('Linear warm-up; after it half a cosine down to 0.'),
  validateEvery: z.int().min(1).default(10).describe('Epochs between 5-NN checks on the validation split.'),
});

const stage2Schema = z.strictObject({
  augmentedPasses: z.int().min(0).max(64).default(2).describe('Augmented copies of the training images beside the clean ones.'),
  l2: z.array(z.number().min(0)).min(1).default([1, 0.1, 0.01, 1e-3, 1e-4]).describe('Strengths tried; validation chooses.'),
});

/** A recipe: how to train, as data. Unknown keys are refused, so that a typing mistake is not a silent default. */
export const recipeSchema = z
  .strictObject({
    $schema: z.string().optional(),
    description: z.string().min(1).describe('One sentence for `supcon train --help`.'),
    data: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .optional()
      .describe('Folder in SUPCON_HOME/data to train on where --data is left out; `sample` is made on the spot.'),
    encoder: encoderSchema,
    imageSize: z.int().min(8).max(512).describe('Side of the square picture the finished encoder sees, in pixels.'),
    trainSize: z.int().min(8).max(512).optional().describe('Side of the training crops. Default imageSize.'),
    cacheSize: z
      .int()
      .min(8)
      .max(1024)
      .optional()
      .describe('Side of the cached pictures that crops are cut from. Default 1.25 x trainSize.'),
    split: z
      .strictObject({
        validation: z.number().min(0.02).max(0.5).default(0.1).describe('Taken out of the training images where there is no val/.'),
        test: z.number().min(0.02).max(0.5).default(0.2).describe('Taken out where there is no test/.'),
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
  .refine((recipe) => recipe.cacheSize >= recipe.trainSize, { path: ['cacheSize'], error: 'must not be below trainSize' })
  .refine((recipe) => recipe.stage1.loss === 'cross-entropy' || recipe.stage1.views >= 2, {
    path: ['stage1', 'views'],
    error: 'the SupCon loss needs at least 2 views',
  });

export type Recipe = z.output<typeof recipeSchema>;
export type AugmentOptions = Recipe['augment'];
export type Stage1Options = Recipe['stage1'];
export type Stage2Options = Recipe['stage2'];
export type LossKind = Stage1Options['loss'];
