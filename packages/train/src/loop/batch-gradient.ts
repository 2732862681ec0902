import { gradCacheStep, type Engine, type Handle, type Rng } from '@supcon/core';
import type { ContrastiveTerm } from './contrastive-term.js';
import type { CrossEntropyTerm } from './cross-entropy-term.js';
import { embeddingSpread } from './spread-watch.js';
import type { TrainableEncoder } from './trainable-encoder.js';

/** A batch of views. */
export interface Batch {
  /** float32 [N·V, S, S, 3]; borrowed. */
  readonly images: Handle;
  /** [N·V] */
  readonly labels: Int32Array;
  /** [N·V] which picture of the batch each row is a view of. */
  readonly sources: Int32Array;
  /** [N·V, C] shares of each class where pictures were mixed; they take the place of the labels in cross-entropy. */
  readonly softTargets?: Float32Array;
}

/** What a batch's loss is made of. */
export interface BatchLoss {
  /** What is descended: the weighted sum of the terms. */
  readonly loss: number;
  readonly contrastive?: number;
  readonly crossEntropy?: number;
  /** Share of rows that the classifier beside the head got right, 0..1. */
  readonly accuracy?: number;
  readonly anchorsWithoutPositives: number;
  /** Rows of the batch, views counted. */
  readonly rows: number;
  /** Of the embeddings; see `embeddingSpread`. */
  readonly spread: number;
}

/** What a batch goes through, at once or in chunks. */
export interface BatchGradientOptions {
  readonly encoder: TrainableEncoder;
  readonly contrastive: ContrastiveTerm | undefined;
  readonly crossEntropy: CrossEntropyTerm | undefined;
  /** Rows that go through the encoder at once. Default: all. */
  readonly chunk?: number;
}

/** Forward, losses and backward of a batch: leaves the gradient of every parameter. @param rng for dropout. */
export type BatchGradient = (batch: Batch, rng: Rng) => Promise<BatchLoss>;

/** Makes the gradient of a batch: at once, or in chunks with the exact gradient of the whole batch (GradCache) where `chunk` is given
 * and there is a contrastive term. */
export function createBatchGradient(engine: Engine, options: BatchGradientOptions): BatchGradient {
  const { encoder, contrastive, crossEntropy, chunk } = options;
  return chunk !== undefined && contrastive
    ? inChunks(engine, encoder, contrastive, crossEntropy, chunk)
    : atOnce(engine, encoder, contrastive, crossEntropy);
}

function atOnce(
  engine: Engine,
  encoder: TrainableEncoder,
  contrastive: ContrastiveTerm | undefined,
  crossEntropy: CrossEntropyTerm | undefined,
): BatchGradient {
  const pull = async (embedding: Handle, { labels, sources }: Batch) => {
    if (!contrastive) return undefined;
    const projections = contrastive.project(embedding);
    const { loss, gradient, anchorsWithoutPositives } = await contrastive.loss(projections, { labels, images: sources });
    const dEmbedding = contrastive.backward(gradient);
    engine.free(projections, gradient);
    return { loss, dEmbedding, anchorsWithoutPositives };
  };
  return async (batch, rng) => {
    const embedding = encoder.forward(batch.images);
    const spread = embeddingSpread((await engine.download(embedding)) as Float32Array, encoder.embeddingSize);
    const pulled = await pull(embedding, batch);
    const classified = await crossEntropy?.compute(embedding, batch.softTargets ?? batch.labels, rng);
    const terms = [pulled, classified].filter((term) => term !== undefined).map((term) => term.dEmbedding);
    const dEmbedding = terms.length === 2 ? engine.add(terms[0]!, terms[1]!) : terms[0]!;
    encoder.backward(dEmbedding);
    engine.free(embedding, ...new Set([...terms, dEmbedding]));
    return {
      loss: (pulled?.loss ?? 0) + (classified ? crossEntropy!.weight * classified.loss : 0),
      ...(pulled ? { contrastive: pulled.loss } : {}),
      ...(classified ? { crossEntropy: classified.loss, accuracy: classified.accuracy } : {}),
      anchorsWithoutPositives: pulled?.anchorsWithoutPositives ?? 0,
      rows: batch.labels.length,
      spread,
    };
  };
}

/** Some rows of a batch, in the memory of which the whole is computed. */
interface Chunk {
  readonly begin: number;
  readonly labels: Int32Array;
}

/** GradCache: the exact gradient of the contrastive loss over the whole batch; see `gradCacheStep`. Batch statistics are those of a chunk. */
function inChunks(
  engine: Engine,
  encoder: TrainableEncoder,
  contrastive: ContrastiveTerm,
  crossEntropy: CrossEntropyTerm | undefined,
  rows: number,
): BatchGradient {
  return async ({ images, labels, sources }, rng) => {
    const total = labels.length;
    const chunks: Chunk[] = [];
    for (let begin = 0; begin < total; begin += rows) chunks.push({ begin, labels: labels.subarray(begin, Math.min(total, begin + rows)) });
    /** The encoder keeps what it needs of its input: a copy of the chunk lives as long as the forward pass. */
    const forward = (chunk: Chunk, updateStatistics: boolean): Handle => {
      const own = engine.sliceRows(images, chunk.begin, chunk.labels.length);
      const passing = encoder.forward(own, { updateStatistics });
      engine.free(own);
      return passing;
    };
    let [spread, crossEntropyLoss, accuracy] = [0, 0, 0];
    let embedding: Handle | undefined;
    const drop = (): void => {
      if (embedding) engine.free(embedding);
      embedding = undefined;
    };
    try {
      const { loss, anchorsWithoutPositives } = await gradCacheStep(
        engine,
        chunks,
        {
          embed: (chunk) => {
            const passing = forward(chunk, false);
            encoder.discard();
            const projections = contrastive.projectOnly(passing);
            engine.free(passing);
            return projections;
          },
          forward: (chunk) => {
            embedding = forward(chunk, true);
            return contrastive.project(embedding);
          },
          backward: async (gradient, chunk) => {
            const share = chunk.labels.length / total;
            spread += share * embeddingSpread((await engine.download(embedding!)) as Float32Array, encoder.embeddingSize);
            let dEmbedding = contrastive.backward(gradient);
            const classified = await crossEntropy?.compute(embedding!, chunk.labels, rng, share);
            if (classified) {
              const sum = engine.add(dEmbedding, classified.dEmbedding);
              engine.free(dEmbedding, classified.dEmbedding);
              dEmbedding = sum;
              crossEntropyLoss += share * classified.loss;
              accuracy += share * classified.accuracy;
            }
            encoder.backward(dEmbedding);
            engine.free(dEmbedding);
            drop();
          },
        },
        (projections) => contrastive.loss(projections, { labels, images: sources }),
      );
      return {
        loss: loss + (crossEntropy ? crossEntropy.weight * crossEntropyLoss : 0),
        contrastive: loss,
        ...(crossEntropy ? { crossEntropy: crossEntropyLoss, accuracy } : {}),
        anchorsWithoutPositives,
        rows: total,
        spread,
      };
    } finally {
      drop();
    }
  };
}
