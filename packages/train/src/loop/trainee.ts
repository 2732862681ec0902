import {
  assignLearningRates,
  clipGradients,
  createEncoder,
  createOptimiser,
  createWeightAverage,
  type Encoder,
  type EncoderPlan,
  type Engine,
  type Precision,
  type Rng,
  type StepSettings,
  type WeightMap,
} from '@supcon/core';
import type { Checkpointed } from '../checkpoint/checkpointed.js';
import { TrainError } from '../errors.js';
import type { Stage1Options } from '../recipe/recipe-schema.js';
import { separateState, separateWeights } from '../weights/tensor-names.js';
import { createBatchGradient, type Batch, type BatchLoss } from './batch-gradient.js';
import { createContrastiveTerm } from './contrastive-term.js';
import { createCrossEntropyTerm } from './cross-entropy-term.js';
import type { TrainableEncoder } from './trainable-encoder.js';

/** What encoder, heads and optimiser are made of. */
export interface TraineeOptions {
  readonly plan: EncoderPlan;
  readonly stage1: Stage1Options;
  /** Training pictures of each class. */
  readonly classCounts: readonly number[];
  readonly precision: Precision;
  readonly seed: number;
}

/** What one step did. */
export interface StepLoss extends BatchLoss {
  /** Of all gradients together before clipping, where they are clipped. */
  readonly gradientNorm?: number;
}

/** Encoder with what stage 1 trains beside it: a projection head for a contrastive loss, a classifier for cross-entropy, or both. */
export interface Trainee<Own extends TrainableEncoder = Encoder> extends Checkpointed {
  readonly encoder: Own;
  /** Forward, loss, backward and one optimiser step. @param settings.rng for dropout. */
  step(batch: Batch, settings: StepSettings & { readonly rng: Rng }): Promise<StepLoss>;
  /** Runs `work` with the weights that are evaluated: the averaged ones where the recipe averages, otherwise the weights themselves. */
  evaluated<T>(work: () => Promise<T>): Promise<T>;
  /** Logits [N, C] of the classifier beside the head; undefined where there is none. @param embeddings float32 [N, D], host */
  classify(embeddings: Float32Array): Promise<Float32Array> | undefined;
  dispose(): void;
}

/** @throws CoreError UNSUPPORTED when the engine lacks the precision. */
export function createTrainee(engine: Engine, options: TraineeOptions): Trainee {
  const { plan, stage1, precision, seed } = options;
  const { checkpointActivations, normStatistics } = stage1;
  const encoder = createEncoder(engine, plan, { precision, seed, checkpointActivations, normStatistics });
  const trainee = createTraineeOf(engine, encoder, options);
  if (stage1.frozenStages > 0) encoder.freeze(stage1.frozenStages);
  return trainee;
}

/** What stage 1 trains beside an encoder, around that encoder, which the trainee disposes. */
export function createTraineeOf<Own extends TrainableEncoder>(
  engine: Engine,
  encoder: Own,
  { stage1, classCounts, seed }: Omit<TraineeOptions, 'plan' | 'precision'>,
): Trainee<Own> {
  const beside = { stage1, inputs: encoder.embeddingSize, classCounts, seed };
  const contrastive = createContrastiveTerm(engine, beside);
  const crossEntropy = createCrossEntropyTerm(engine, beside);
  const parameters = [...encoder.parameters, ...(contrastive?.parameters ?? []), ...(crossEntropy?.parameters ?? [])];
  assignLearningRates(parameters, { frozenStages: stage1.frozenStages, decayByDepth: stage1.rateByDepth });
  const optimiser = createOptimiser({ ...stage1.optimiser, weightDecay: stage1.weightDecay });
  const average =
    stage1.average &&
    createWeightAverage(engine, parameters, { ...stage1.average, statistics: [...encoder.statistics, ...(contrastive?.statistics ?? [])] });

  const losses = createBatchGradient(engine, { encoder, contrastive, crossEntropy, ...(stage1.chunk ? { chunk: stage1.chunk } : {}) });

  return {
    encoder,
    parameters,
    step: async (batch, { learningRate, step, rng }) => {
      const outcome = await losses(batch, rng);
      const gradientNorm = stage1.clipNorm === undefined ? undefined : await clipGradients(engine, parameters, stage1.clipNorm);
      await optimiser.step(engine, parameters, { learningRate, step });
      average?.update(step);
      return { ...outcome, ...(gradientNorm === undefined ? {} : { gradientNorm }) };
    },
    evaluated: (work) => (average ? average.during(work) : work()),
    classify: (embeddings) => crossEntropy?.classify(embeddings),
    weights: async () =>
      new Map([
        ...(await encoder.weights()),
        ...((await contrastive?.weights()) ?? new Map()),
        ...((await crossEntropy?.weights()) ?? new Map()),
      ]) as WeightMap,
    load: (weights) => {
      const own = separateWeights(weights);
      contrastive?.load(own.head);
      crossEntropy?.load(own.classifier);
      if (own.encoder.size === 0) throw new TrainError('BAD_CHECKPOINT', 'the checkpoint holds no encoder weights');
      encoder.load(own.encoder);
    },
    state: async () => new Map([...(contrastive?.state() ?? []), ...((await average?.statisticAverages()) ?? [])]),
    loadState: (state) => {
      const { queue, averages } = separateState(state);
      if (queue.size > 0) contrastive?.loadState(queue);
      if (averages.size > 0) average?.loadStatisticAverages(averages);
    },
    dispose: () => {
      encoder.dispose();
      contrastive?.dispose();
      crossEntropy?.dispose();
      average?.dispose();
    },
  };
}
