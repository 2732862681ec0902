import { z } from 'zod';

const temperature = z.number().positive();
const normalise = z.boolean();

/** What a recipe may say about a contrastive loss: the options of `createContrastiveLoss` that are plain values. Absent means the loss's own default; unknown keys are
 * refused. The queue and class weights of `supcon` are built by whoever knows the projections' size and the class counts. */
export const contrastiveLossSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('supcon'),
    temperature: temperature.exactOptional(),
    scaling: z.enum(['paper', 'supcontrast', 'google-research']).exactOptional(),
    form: z.enum(['out', 'in']).exactOptional(),
    denominator: z.enum(['all', 'one-positive', 'only-negatives']).exactOptional(),
    positivesCap: z.int().min(0).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('nt-xent'), temperature: temperature.exactOptional() }),
  z.strictObject({
    kind: z.literal('max-margin'),
    margin: z.number().positive().exactOptional(),
    distance: z.enum(['euclidean', 'cosine']).exactOptional(),
    reduction: z.enum(['mean', 'sum']).exactOptional(),
    normalise: normalise.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('triplet'),
    mining: z.enum(['semi-hard', 'hard']).exactOptional(),
    margin: z.union([z.number().positive(), z.literal('soft')]).exactOptional(),
    distance: z.enum(['euclidean', 'squared-euclidean', 'cosine']).exactOptional(),
    normalise: normalise.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('n-pairs'),
    temperature: temperature.exactOptional(),
    pairs: z.enum(['first', 'all']).exactOptional(),
    normalise: normalise.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('multi-similarity'),
    alpha: z.number().positive().exactOptional(),
    beta: z.number().positive().exactOptional(),
    base: z.number().min(-1).exactOptional(),
    epsilon: z.number().min(0).exactOptional(),
  }),
]);

/** A contrastive loss as a recipe names it; fits `createContrastiveLoss`. */
export type ContrastiveLossConfig = z.output<typeof contrastiveLossSchema>;

/** What a recipe may say about weights against imbalance; fits `classWeights`. */
export const classWeightingSchema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('effective-number'), beta: z.number().min(0).lt(1).exactOptional() }),
  z.strictObject({ method: z.literal('inverse-frequency') }),
]);
