import { z } from 'zod';
import { CANDIDATE_ROLES } from './candidate-role.js';
import { LOSS_KINDS } from './loss-names.js';

const time = z.iso.datetime().exactOptional().describe('When it was written.');
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const text = z.string();

/** A sitting at a run begins: the first event of a log, and again after each resume. */
export const startEventSchema = z
  .object({
    time,
    type: z.literal('start'),
    run: text.exactOptional().describe('Id of the run.'),
    recipe: text.exactOptional(),
    data: text.exactOptional().describe('Name of the data.'),
    backend: text.exactOptional(),
    device: text.exactOptional().describe('What computes, in words.'),
    precision: text.exactOptional(),
    seed: z.int().exactOptional(),
    labels: z.array(text).exactOptional().describe('Class names.'),
    images: z.object({ train: count, validation: count, test: count }).exactOptional().describe('Pictures in each split.'),
    stage1Epochs: count.exactOptional(),
    loss: text
      .meta({ examples: [...LOSS_KINDS] })
      .exactOptional()
      .describe('Which loss stage 1 trains with, as the recipe names it; a run that does not say is an old one with supcon.'),
    owner: z
      .object({ host: text, pid: count })
      .exactOptional()
      .describe('The process that trains. Runs of versions that did not lock a run lack it.'),
  })
  .describe('A sitting at a run begins: the first event of a log, and again after each resume.');

/** The sitting goes on from a checkpoint. */
export const resumeEventSchema = z
  .object({
    time,
    type: z.literal('resume'),
    epoch: count.exactOptional().describe('Finished epochs at the checkpoint.'),
    step: count.exactOptional().describe('Finished steps of the epoch under way.'),
  })
  .describe('The sitting goes on from a checkpoint.');

/** An epoch of stage 1 has ended. Losses are means over its steps, in nats, accuracies in 0..1. Whatever the loss, its terms have two names: `contrastive` is
 * the contrastive one, of the kind that the start event names (supcon, triplet, ...), `crossEntropy` that of the classifier beside the projection head or alone;
 * `loss` is what was descended, their weighted sum. */
export const epochEventSchema = z
  .object({
    time,
    type: z.literal('epoch'),
    stage: z.literal(1).exactOptional(),
    epoch: count.describe('From 1.'),
    epochs: count.exactOptional().describe('Of stage 1 altogether.'),
    loss: z.number().exactOptional().describe('What was descended: the weighted sum of the terms.'),
    contrastive: z.number().exactOptional().describe('The contrastive term, of the kind that the start event names, where there is one.'),
    crossEntropy: z.number().exactOptional().describe('The cross-entropy, where there is one.'),
    accuracy: share.exactOptional().describe('Of the classifier beside the projection head, on augmented training pictures.'),
    learningRate: z.number().exactOptional().describe('Of the last step.'),
    imagesPerSecond: z.number().exactOptional().describe('Views a second.'),
    anchorsWithoutPositives: z.number().exactOptional().describe('How many, over all steps.'),
    embeddingSpread: z.number().exactOptional().describe('How far the embeddings of a batch lie apart; 0 is collapse.'),
    gradientNorm: z.number().exactOptional().describe('Of all gradients together before clipping, where they are clipped.'),
    etaSeconds: z.number().exactOptional().describe('Left in stage 1.'),
    resumed: z.literal(true).exactOptional().describe('The epoch was gone on with: its speed is that of its later part.'),
    knn: share.exactOptional().describe('5 nearest neighbours on the validation pictures, where the epoch looked.'),
    classifier: share
      .exactOptional()
      .describe('The classifier beside the projection head on the validation pictures, where the epoch looked.'),
  })
  .describe(
    'An epoch of stage 1 has ended. Losses are means over its steps, in nats, accuracies in 0..1. `contrastive` is the contrastive term of whatever loss the start event names, `crossEntropy` that of a classifier.',
  );

/** Stage 1 ended before its last epoch, because validation did not improve any more. */
export const earlyStopEventSchema = z
  .object({
    time,
    type: z.literal('early-stop'),
    epoch: count.exactOptional(),
    best: z.object({ epoch: count, value: z.number() }).exactOptional().describe('The best look at validation.'),
  })
  .describe('Stage 1 ended before its last epoch, because validation did not improve any more.');

/** The linear classifier on the frozen encoder is fitted. */
export const stage2EventSchema = z
  .object({
    time,
    type: z.literal('stage2'),
    stage: z.literal(2).exactOptional(),
    l2: z.number().exactOptional().describe('Strength of the penalty, chosen on validation.'),
    augmentedPasses: count.exactOptional().describe('Augmented copies of each picture in the fit.'),
    validation: z.object({ linear: share, knn: share }).exactOptional(),
  })
  .describe('The linear classifier on the frozen encoder is fitted.');

/** The run is finished: what result.json says. */
export const resultEventSchema = z
  .object({
    time,
    type: z.literal('result'),
    id: text.exactOptional(),
    recipe: text.exactOptional(),
    data: text.exactOptional(),
    backend: text.exactOptional(),
    precision: text.exactOptional(),
    seconds: z.number().exactOptional().describe('Training and evaluation, over all sittings.'),
    imagesSeen: count.exactOptional().describe('Views passed through the encoder in stage 1.'),
    epochs: count.exactOptional().describe('Finished in stage 1.'),
    best: z.object({ epoch: count, value: z.number() }).exactOptional().describe('The best look at validation.'),
    validation: z.record(text, z.number()).exactOptional().describe('Accuracies by name.'),
    test: z.record(text, z.number()).exactOptional().describe('Accuracies by name.'),
    balancedAccuracy: share.exactOptional().describe('Mean of perClass: a small class counts as much as a large one.'),
    perClass: z.record(text, z.number()).exactOptional().describe('Linear accuracy on the test split, by label.'),
    stage2: z.object({ l2: z.number(), augmentedPasses: count }).exactOptional().describe('What validation chose.'),
    calibration: z.object({ temperature: z.number(), outcome: text }).exactOptional().describe('Of the probabilities, set on validation.'),
    labelSets: z.record(text, z.unknown()).exactOptional().describe('What sets of labels keep their promise by, set on validation.'),
    unknown: z.record(text, z.unknown()).exactOptional().describe('Thresholds for unknown pictures, set on validation.'),
    adapter: z
      .object({
        kept: z.boolean(),
        plain: z.object({ validation: z.record(text, z.number()), test: z.record(text, z.number()) }),
        adapted: z.object({ validation: z.record(text, z.number()), test: z.record(text, z.number()) }),
      })
      .exactOptional()
      .describe('Of an encoder that was brought as an ONNX file: as it came, and with the head that was trained on its embeddings.'),
    images: z.object({ train: count, validation: count, test: count }).exactOptional().describe('Pictures in each split.'),
  })
  .describe('The run is finished: what result.json says.');

/** Runs that were tried for the same pictures stand side by side, and validation chose one: recipe `auto` is through. It is the last event of each of them. */
export const selectionEventSchema = z
  .object({
    time,
    type: z.literal('selection'),
    chosen: text.describe('Id of the run that was kept.'),
    reason: text.exactOptional().describe('Why, in words.'),
    artifact: text
      .meta({ examples: ['flowers/1'] })
      .exactOptional()
      .describe('The artifact that was made of it, `name/version`.'),
    candidates: z
      .array(
        z.object({
          run: text.describe('Id of the run.'),
          role: text.meta({ examples: [...CANDIDATE_ROLES] }).describe('What was tried.'),
          validation: z.object({ linear: share, knn: share }),
          test: z.object({ linear: share, knn: share }),
          epochs: count.exactOptional().describe('Finished in stage 1.'),
          seconds: z.number().describe('Training and evaluation, over all sittings.'),
        }),
      )
      .describe('All that finished, in the order in which they were tried.'),
  })
  .describe('Runs that were tried for the same pictures stand side by side, and validation chose one: recipe `auto` is through.');

/** Something that people should know but that does not stop the run. */
export const warningEventSchema = z
  .object({
    time,
    type: z.literal('warning'),
    code: text.exactOptional(),
    message: text.exactOptional(),
  })
  .describe('Something that people should know but that does not stop the run.');

/** The sitting ended because somebody asked for it; nothing is lost. */
export const stoppedEventSchema = z
  .object({
    time,
    type: z.literal('stopped'),
    epoch: count.exactOptional().describe('Finished epochs.'),
    step: count.exactOptional().describe('Finished steps of the epoch under way; in stage 2 there is none.'),
  })
  .describe('The sitting ended because somebody asked for it; nothing is lost.');

/** The sitting ended with an error. */
export const failedEventSchema = z
  .object({
    time,
    type: z.literal('failed'),
    code: text.exactOptional().describe('Of the catalogue in docs/errors.md, or UNEXPECTED.'),
    message: text.exactOptional(),
  })
  .describe('The sitting ended with an error.');

/** A line that this version does not understand, kept as it is. */
export const unknownEventSchema = z
  .object({
    time,
    type: z.literal('unknown'),
    original: z.record(text, z.unknown()).describe('The line as it was written.'),
  })
  .describe('A line of a version that this one does not understand.');

/** One line of a run's log. Fields that a version may have lacked are optional; `type` tells which there are. */
export const runEventSchema = z.discriminatedUnion('type', [
  startEventSchema,
  resumeEventSchema,
  epochEventSchema,
  earlyStopEventSchema,
  stage2EventSchema,
  resultEventSchema,
  selectionEventSchema,
  warningEventSchema,
  stoppedEventSchema,
  failedEventSchema,
  unknownEventSchema,
]);

/** A line of a run's log, checked; told apart by `type`. */
export type RunEvent = z.output<typeof runEventSchema>;
/** A run's event by its type. */
export type RunEventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;
