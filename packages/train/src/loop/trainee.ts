import {
  createDense,
  createEncoder,
  createProjectionHead,
  createSgd,
  softmaxCrossEntropy,
  supConLoss,
  type Encoder,
  type EncoderPlan,
  type Engine,
  type Handle,
  type Parameter,
  type Precision,
  type StepSettings,
  type WeightMap,
} from '@supcon/core';
import type { Stage1Options } from '../recipe/recipe-schema.js';
import { TrainError } from '../errors.js';

export interface TraineeOptions {
  readonly plan: EncoderPlan;
  readonly stage1: Stage1Options;
  readonly classes: number;
  readonly precision: Precision;
  readonly seed: number;
}

export interface StepLoss {
  /** What was descended: the sum of the terms. */
  readonly loss: number;
  readonly supcon?: number;
  readonly crossEntropy?: number;
  /** Share of rows that the classifier beside the head got right, 0..1. */
  readonly accuracy?: number;
  readonly anchorsWithoutPositives: number;
}

/** Encoder with what stage 1 trains beside it: a projection head for SupCon, a classifier for cross-entropy, or both. */
export interface Trainee {
  readonly encoder: Encoder;
  readonly parameters: readonly Parameter[];
  /** Forward, loss, backward and one optimiser step. @param images float32 [N·V, S, S, 3], borrowed.  @param labels [N·V] */
  step(images: Handle, labels: Int32Array, settings: StepSettings): Promise<StepLoss>;
  /** Of encoder, head and classifier. */
  weights(): Promise<WeightMap>;
  load(weights: WeightMap): void;
  dispose(): void;
}

/** @throws CoreError UNSUPPORTED when the engine lacks the precision. */
export function createTrainee(engine: Engine, options: TraineeOptions): Trainee {
  const { plan, stage1, classes, precision, seed } = options;
  const encoder = createEncoder(engine, plan, { precision, seed });
  const inputs = encoder.embeddingSize;
  const head = stage1.loss === 'cross-entropy' ? undefined : createProjectionHead(engine, { inputs, ...stage1.head, seed });
  const classifier = stage1.loss === 'supcon' ? undefined : createDense(engine, { name: 'classifier', inputs, outputs: classes, seed });
  const classifierWeight = head ? stage1.crossEntropyWeight : 1;
  const parameters = [...encoder.parameters, ...(head?.parameters ?? []), ...(classifier?.parameters ?? [])];
  const optimiser = createSgd({ momentum: stage1.momentum, nesterov: stage1.momentum > 0, weightDecay: stage1.weightDecay });

  const supConTerm = async (embedding: Handle, labels: Int32Array) => {
    if (!head) return undefined;
    const projections = head.forward(embedding);
    const { loss, gradient, anchorsWithoutPositives } = await supConLoss(engine, projections, labels, { temperature: stage1.temperature });
    const dEmbedding = head.backward(gradient);
    engine.free(projections, gradient);
    return { loss, dEmbedding, anchorsWithoutPositives };
  };
  const crossEntropyTerm = async (embedding: Handle, labels: Int32Array) => {
    if (!classifier) return undefined;
    const logits = classifier.forward(embedding);
    const { loss, gradient, correct } = await softmaxCrossEntropy(engine, logits, labels);
    const weighted = engine.scale(gradient, classifierWeight);
    const dEmbedding = classifier.backward(weighted);
    engine.free(logits, gradient, weighted);
    return { loss, dEmbedding, accuracy: correct / labels.length };
  };

  return {
    encoder,
    parameters,
    step: async (images, labels, settings) => {
      const embedding = encoder.forward(images);
      const contrastive = await supConTerm(embedding, labels);
      const classified = await crossEntropyTerm(embedding, labels);
      const terms = [contrastive, classified].filter((term) => term !== undefined).map((term) => term.dEmbedding);
      const dEmbedding = terms.length === 2 ? engine.add(terms[0]!, terms[1]!) : terms[0]!;
      encoder.backward(dEmbedding);
      engine.free(embedding, ...new Set([...terms, dEmbedding]));
      await optimiser.step(engine, parameters, settings);
      return {
        loss: (contrastive?.loss ?? 0) + (classified ? classifierWeight * classified.loss : 0),
        ...(contrastive ? { supcon: contrastive.loss } : {}),
        ...(classified ? { crossEntropy: classified.loss, accuracy: classified.accuracy } : {}),
        anchorsWithoutPositives: contrastive?.anchorsWithoutPositives ?? 0,
      };
    },
    weights: async () =>
      new Map([
        ...(await encoder.weights()),
        ...((await head?.weights()) ?? new Map()),
        ...((await classifier?.weights()) ?? new Map()),
      ]) as WeightMap,
    load: (weights) => {
      const own = (prefix: string): WeightMap => new Map([...weights].filter(([name]) => name.startsWith(prefix)));
      const outside = ['head.', 'classifier.'];
      if (head) head.load(own('head.'));
      if (classifier) classifier.load(own('classifier.'));
      const rest = new Map([...weights].filter(([name]) => !outside.some((prefix) => name.startsWith(prefix))));
      if (rest.size === 0) throw new TrainError('BAD_CHECKPOINT', 'the checkpoint holds no encoder weights');
      encoder.load(rest);
    },
    dispose: () => {
      encoder.dispose();
      head?.dispose();
      classifier?.dispose();
    },
  };
}
