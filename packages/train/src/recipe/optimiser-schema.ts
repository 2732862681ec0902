import { z } from 'zod';

const below1 = (standard: number) => z.number().min(0).lt(1).default(standard);

const adamOptions = {
  convention: z.enum(['keras', 'pytorch']).default('pytorch').describe('Where epsilon stands, and its default: 1e-7 or 1e-8.'),
  beta1: below1(0.9),
  beta2: below1(0.999),
  epsilon: z.number().positive().exactOptional().describe('Default: that of the convention.'),
};

export const optimiserSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('sgd'),
      momentum: below1(0.9),
      nesterov: z.boolean().default(true).describe('Ignored without momentum.'),
    }),
    z.strictObject({ kind: z.literal('adam'), ...adamOptions }),
    z.strictObject({ kind: z.literal('adamw'), ...adamOptions }),
    z.strictObject({
      kind: z.literal('rmsprop'),
      convention: z.enum(['keras', 'pytorch']).default('keras').describe('The two libraries divide and accumulate differently.'),
      rho: z.number().min(0).lt(1).exactOptional().describe('Share of the old mean square. Default: that of the convention, 0.9 or 0.99.'),
      momentum: below1(0),
      epsilon: z.number().positive().exactOptional().describe('Default: that of the convention, 1e-7 or 1e-8.'),
      centered: z.boolean().default(false),
    }),
    z.strictObject({
      kind: z.literal('lars'),
      variant: z.enum(['simclr', 'paper']).default('simclr').describe("Whose trust ratio: SimCLR's code, or arXiv:1708.03888."),
      momentum: below1(0.9),
      nesterov: z.boolean().default(false),
      trustCoefficient: z.number().positive().default(0.001),
    }),
  ])
  .prefault({ kind: 'sgd' })
  .describe('What moves the weights. Weight decay is a key of its own and means what the optimiser means by it.');

/** Times are epochs, so that another number of epochs keeps the shape; `cosine` may name steps as Keras does. */
export const scheduleSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('warmup-cosine'),
      warmupEpochs: z.number().min(0).default(5).describe('Linear warm-up; after it half a cosine down to 0.'),
    }),
    z.strictObject({ kind: z.literal('constant') }),
    z.strictObject({
      kind: z.literal('cosine'),
      decaySteps: z.int().min(1).exactOptional().describe('Steps until the lowest rate, which then stays. Default: all of the run.'),
      floor: z.number().min(0).max(1).default(0).describe('Lowest rate, as a share of the highest.'),
    }),
    z.strictObject({
      kind: z.literal('exponential'),
      factor: z.number().positive().max(1).default(0.96),
      everyEpochs: z.number().positive().default(1).describe('Epochs for one factor.'),
      staircase: z.boolean().default(false),
    }),
    z.strictObject({
      kind: z.literal('step'),
      atEpochs: z.array(z.number().positive()).min(1).describe('Ends of epochs after which the rate falls.'),
      factor: z.number().positive().max(1).default(0.1),
    }),
    z.strictObject({
      kind: z.literal('one-cycle'),
      risingShare: z.number().gt(0).lt(1).default(0.3).describe('Share of the run in which the rate rises.'),
      initialDivisor: z.number().positive().default(25).describe('Highest rate over the first.'),
      finalDivisor: z.number().positive().default(1e4).describe('First rate over the last.'),
    }),
  ])
  .prefault({ kind: 'warmup-cosine' })
  .describe('How the learning rate moves, step by step.');
