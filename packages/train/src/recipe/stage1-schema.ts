import { z } from 'zod';
import { contrastiveLossSchema, type ContrastiveLossConfig } from '@supcon/core';
import { contrastiveKind, LOSS_KINDS } from '@supcon/core/run/events';
import { optimiserSchema, scheduleSchema } from './optimiser-schema.js';

const headSchema = z
  .strictObject({
    kind: z
      .enum(['linear', 'mlp', 'mlp-bn', 'dense-relu'])
      .default('mlp')
      .describe(
        'linear: D-P. mlp: D-hidden-P with a ReLU between. mlp-bn: with batch normalisation too. dense-relu: D-P and a ReLU at the end.',
      ),
    hidden: z.int().min(1).default(256),
    outputs: z.int().min(2).default(128),
    layers: z.int().min(1).max(3).exactOptional().describe('Dense layers. Default: 1 for linear and dense-relu, 2 for the MLPs.'),
  })
  .prefault({})
  .describe('Projection head, used in training only.');

const samplerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('shuffle') }),
    z.strictObject({
      kind: z.literal('balanced'),
      perClass: z.int().min(2).default(4).describe('Pictures of a class in a batch, so that every anchor has a positive.'),
    }),
  ])
  .prefault({ kind: 'shuffle' })
  .describe('How batches are put together; every picture is drawn in every epoch.');

const earlyStoppingSchema = z.strictObject({
  patience: z.int().min(1).describe('Validations without improvement before training stops.'),
  monitor: z.enum(['knn', 'classifier']).optional().describe('Default: the classifier for cross-entropy alone, else 5-NN.'),
  minDelta: z.number().min(0).default(0).describe('What counts as an improvement.'),
});

const sizeSchema = z.strictObject({
  from: z.number().min(0).lt(1).describe('Share of the epochs after which this size begins.'),
  size: z.int().min(8).max(1024),
});

const fields = z.strictObject({
  loss: z
    .enum(LOSS_KINDS)
    .describe(
      'A contrastive loss alone; with +cross-entropy, plus a classifier beside the projection head; cross-entropy: the baseline; none: the encoder keeps the weights it starts from (a probe).',
    ),
  temperature: z.number().positive().default(0.1).describe('Of the supcon and nt-xent losses.'),
  lossOptions: z.record(z.string(), z.unknown()).default({}).describe('What only this contrastive loss has; see docs/recipes.md.'),
  crossEntropyWeight: z.number().positive().default(1).describe('Weight of the cross-entropy term beside a contrastive loss.'),
  labelSmoothing: z.number().min(0).lt(1).default(0).describe('Of the cross-entropy term.'),
  classWeighting: z
    .enum(['none', 'inverse-frequency', 'effective-number'])
    .default('none')
    .describe('Weighs rare classes more: by 1 / count, or by the effective number of samples (arXiv:1901.05555).'),
  dropout: z.number().min(0).max(0.9).default(0).describe('Of the embedding, before the classifier of a cross-entropy term.'),
  views: z.int().min(1).max(8).default(2).describe('Augmented copies of each image in a batch.'),
  head: headSchema,
  queue: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('Projections of earlier steps that also count as contrasts (cross-batch memory).'),
  epochs: z.int().min(0).describe('Passes over the training images; 0 for the loss none, and for no other.'),
  batchSize: z.int().min(2).describe('Images in a step, before views.'),
  chunk: z.int().min(1).optional().describe('Views that go through the encoder at once (GradCache): large batches in little memory.'),
  checkpointActivations: z
    .boolean()
    .default(false)
    .describe(
      'Computes activations again in backward instead of keeping them: the same gradient in less memory, for one more forward pass.',
    ),
  sampler: samplerSchema,
  optimiser: optimiserSchema,
  learningRate: z.number().positive().describe('The highest of the schedule.'),
  schedule: scheduleSchema,
  weightDecay: z.number().min(0).default(5e-4).describe('On kernels only.'),
  clipNorm: z.number().positive().optional().describe('Largest norm of all gradients together.'),
  average: z
    .strictObject({ decay: z.number().gt(0).lt(1).default(0.999) })
    .optional()
    .describe('Validation and everything after stage 1 use an exponential moving average of the weights.'),
  frozenStages: z.int().min(0).max(5).default(0).describe('Stages of the encoder, from the stem, that keep their initial weights.'),
  normStatistics: z
    .enum(['batch', 'pretrained'])
    .default('batch')
    .describe(
      "By what batch normalisation normalises in training: each batch's own statistics, or the running ones of the initial weights, which then stay as they are.",
    ),
  rateByDepth: z.number().gt(0).max(1).default(1).describe('Factor on the learning rate for each stage further from the head.'),
  sizes: z
    .array(sizeSchema)
    .default([])
    .describe('Other crop sizes on the way, for instance small ones first. Default: trainSize throughout.'),
  validateEvery: z
    .int()
    .min(0)
    .default(10)
    .describe('Epochs between looks at the validation split, the last epoch always among them; 0: none, stage 2 tells at the end.'),
  earlyStopping: earlyStoppingSchema.optional(),
  keep: z.enum(['last', 'best']).default('last').describe('Which weights stage 2 gets: of the last epoch, or of the best validation.'),
});

/** Losses whose temperature is a key of stage 1. */
const WITH_TEMPERATURE: readonly string[] = ['supcon', 'nt-xent'];

/** The contrastive loss with its options, as the factory of core wants it; undefined for cross-entropy alone. */
function contrastiveConfig({
  loss,
  temperature,
  lossOptions,
}: Pick<z.output<typeof fields>, 'loss' | 'temperature' | 'lossOptions'>): unknown {
  const kind = contrastiveKind(loss);
  return kind && { kind, ...(WITH_TEMPERATURE.includes(kind) ? { temperature } : {}), ...lossOptions };
}

/** How stage 1 trains. */
export const stage1Schema = fields
  .superRefine((stage1, context) => {
    const config = contrastiveConfig(stage1);
    const problems =
      config === undefined
        ? z.strictObject({}).safeParse(stage1.lossOptions).error?.issues
        : contrastiveLossSchema.safeParse(config).error?.issues;
    for (const { path, message } of problems ?? [])
      context.addIssue({ code: 'custom', path: ['lossOptions', ...path], message: `${message} (for the loss ${stage1.loss})` });
  })
  .refine(({ loss, epochs }) => (loss === 'none') === (epochs === 0), {
    path: ['epochs'],
    error: 'must be 0 for the loss none, which trains nothing, and at least 1 for every other',
  })
  .refine(({ validateEvery, keep, earlyStopping }) => validateEvery > 0 || (keep === 'last' && earlyStopping === undefined), {
    path: ['validateEvery'],
    error: 'must be at least 1 where validation decides what is kept or when to stop',
  })
  .refine(({ loss, views }) => !loss.startsWith('nt-xent') || views >= 2, {
    path: ['views'],
    error: 'nt-xent needs at least 2 views: its positives are other views of the same picture',
  })
  .refine(({ loss, classWeighting }) => classWeighting === 'none' || loss.startsWith('supcon') || loss === 'cross-entropy', {
    path: ['classWeighting'],
    error: 'only the supcon and cross-entropy losses weigh classes',
  })
  .refine(({ chunk, batchSize, views }) => chunk === undefined || (batchSize * views) % chunk === 0, {
    path: ['chunk'],
    error: 'must divide batchSize times views',
  })
  .refine(({ chunk, loss }) => chunk === undefined || loss !== 'cross-entropy', {
    path: ['chunk'],
    error: 'cross-entropy alone does not look across a batch: a smaller batchSize does the same',
  })
  .refine(({ loss, queue }) => queue === 0 || loss.startsWith('supcon'), { path: ['queue'], error: 'only the supcon loss has a queue' })
  .refine(({ sizes }) => sizes.every(({ from }, at) => at === 0 || from > sizes[at - 1]!.from), {
    path: ['sizes'],
    error: 'from must rise',
  });

/** The recipe's part about training the encoder. */
export type Stage1Options = z.output<typeof stage1Schema>;

/** The contrastive loss that a recipe names; undefined for cross-entropy alone. */
export function contrastiveLossOf(stage1: Stage1Options): ContrastiveLossConfig | undefined {
  const config = contrastiveConfig(stage1);
  return config === undefined ? undefined : contrastiveLossSchema.parse(config);
}
