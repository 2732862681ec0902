import {
  classWeights,
  createDense,
  softmaxCrossEntropy,
  type Engine,
  type Handle,
  type Parameter,
  type Rng,
  type WeightMap,
} from '@supcon/core';
import { hasCrossEntropy } from '@supcon/core/run/events';
import type { Stage1Options } from '../recipe/stage1-schema.js';
import { STAGE_ONE_CLASSIFIER } from '../weights/tensor-names.js';

/** What the classifier beside the head says of a batch. */
export interface CrossEntropyOutcome {
  /** Nats, mean over rows, before its weight. */
  readonly loss: number;
  /** float32 [N·V, D], weighted. Owned by the caller. */
  readonly dEmbedding: Handle;
  /** Share of rows that the classifier got right, 0..1. */
  readonly accuracy: number;
}

/** The classifier beside the projection head, thrown away after stage 1, and its loss. */
export interface CrossEntropyTerm {
  readonly parameters: readonly Parameter[];
  /** 1 where cross-entropy is all there is. */
  readonly weight: number;
  /** @param embedding float32 [N·V, D]; borrowed.
   * @param targets labels [N·V], or what mixing made of them: [N·V, C] shares that sum to 1 in a row.
   * @param rng for dropout.
   * @param share of the batch that these rows are: the gradient is that of a mean over the whole batch. Default 1. */
  compute(embedding: Handle, targets: Int32Array | Float32Array, rng: Rng, share?: number): Promise<CrossEntropyOutcome>;
  /** @returns logits [N, C] on the host, without dropout. @param embeddings float32 [N, D], host */
  classify(embeddings: Float32Array): Promise<Float32Array>;
  weights(): Promise<WeightMap>;
  load(weights: WeightMap): void;
  dispose(): void;
}

/** What classifier and cross-entropy are made of. */
export interface CrossEntropyTermOptions {
  readonly stage1: Stage1Options;
  /** D */
  readonly inputs: number;
  /** Training pictures of each class. */
  readonly classCounts: readonly number[];
  readonly seed: number;
}

/** @returns undefined for a contrastive loss alone. */
export function createCrossEntropyTerm(engine: Engine, options: CrossEntropyTermOptions): CrossEntropyTerm | undefined {
  const { stage1, inputs, classCounts, seed } = options;
  if (!hasCrossEntropy(stage1.loss)) return undefined;
  const classes = classCounts.length;
  const classifier = createDense(engine, { name: STAGE_ONE_CLASSIFIER, inputs, outputs: classes, seed });
  const weight = stage1.loss === 'cross-entropy' ? 1 : stage1.crossEntropyWeight;
  const weighted = stage1.classWeighting === 'none' ? undefined : classWeights(classCounts, { method: stage1.classWeighting });
  const lossOptions = { labelSmoothing: stage1.labelSmoothing, ...(weighted ? { classWeights: weighted } : {}) };

  const multiplied = (x: Handle, factors: Handle | undefined): Handle => (factors ? engine.multiply(x, factors) : engine.scale(x, 1));

  return {
    parameters: classifier.parameters,
    weight,
    compute: async (embedding, targets, rng, share = 1) => {
      const mask = stage1.dropout > 0 ? engine.upload(dropoutMask(embedding.shape, stage1.dropout, rng), embedding.shape) : undefined;
      const input = multiplied(embedding, mask);
      const logits = classifier.forward(input);
      const { loss, gradient, correct } = await softmaxCrossEntropy(engine, logits, targets, lossOptions);
      const scaled = engine.scale(gradient, weight * share);
      const dInput = classifier.backward(scaled);
      const dEmbedding = multiplied(dInput, mask);
      engine.free(input, logits, gradient, scaled, dInput, ...(mask ? [mask] : []));
      return { loss, dEmbedding, accuracy: correct / embedding.shape[0]! };
    },
    classify: async (embeddings) => {
      const rows = embeddings.length / inputs;
      const input = engine.upload(embeddings, [rows, inputs]);
      const logits = classifier.forward(input);
      const result = (await engine.download(logits)) as Float32Array;
      engine.free(input, logits);
      return result;
    },
    weights: () => classifier.weights(),
    load: (weights) => {
      classifier.load(weights);
    },
    dispose: () => {
      classifier.dispose();
    },
  };
}

/** Inverted dropout: 0 with the given probability, otherwise 1 / (1 - probability), so that the mean stays. */
function dropoutMask(shape: readonly number[], probability: number, rng: Rng): Float32Array {
  const kept = 1 / (1 - probability);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (rng.uniform() < probability ? 0 : kept));
}
