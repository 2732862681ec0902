import type { Engine } from '@supcon/core';
import type { PreprocessingConstants } from '@supcon/core/image';
import { tileLabels } from '../augment/tile-labels.js';
import { TrainError } from '../errors.js';
import type { Plan } from './plan.js';
import type { TrainableEncoder } from './trainable-encoder.js';
import type { PlacedBatch } from './view-pipeline.js';

/** Where embeddings lie and how large they are: they are trained on as (x - mean) / deviation. */
export interface FeatureStandard {
  /** [D] */
  readonly mean: Float32Array;
  readonly deviation: number;
}

/** Names of the standard among the weights of a checkpoint. */
export const STANDARD_TENSORS = { mean: 'features.mean', deviation: 'features.deviation' } as const;

/** The encoder of a training on embeddings that a frozen one made: batches come embedded and standardised and are passed on as they are. Nothing in it learns; its
 * weights are the standard, so that a checkpoint says what its head was trained on. */
export function passFeatures(
  engine: Engine,
  { standard, preprocessing }: { readonly standard: FeatureStandard; readonly preprocessing: PreprocessingConstants },
): TrainableEncoder {
  const { mean, deviation } = standard;
  const embeddingSize = mean.length;
  return {
    embeddingSize,
    preprocessing,
    parameters: [],
    statistics: [],
    forward: (features) => engine.cast(features, 'float32'),
    backward: () => undefined,
    discard: () => undefined,
    embed: (features) => engine.cast(features, 'float32'),
    weights: () =>
      Promise.resolve(
        new Map([
          [STANDARD_TENSORS.mean, { shape: [embeddingSize], data: mean }],
          [STANDARD_TENSORS.deviation, { shape: [1], data: Float32Array.of(deviation) }],
        ]),
      ),
    load: (weights) => {
      const kept = weights.get(STANDARD_TENSORS.mean)?.data;
      if (kept?.length === embeddingSize && kept.every((value, at) => Math.abs(value - mean[at]!) <= 1e-3 * deviation)) return;
      throw new TrainError('BAD_CHECKPOINT', 'the checkpoint was trained on other embeddings than the encoder makes now; start a new run');
    },
    dispose: () => undefined,
  };
}

/** What is embedded of the training pictures. */
export interface EmbeddedViews {
  /** For each view [T, D], standardised. */
  readonly views: readonly Float32Array[];
  /** Row of a training picture, by its index in the data set. */
  readonly rows: ReadonlyMap<number, number>;
  /** Class of each picture of the data set. */
  readonly classes: Int32Array;
  /** D */
  readonly width: number;
}

/** The batches of a plan from a place on: every view of each picture in it, view-major, as `viewBatches` gives them.
 * The caller frees each batch's `images`, float32 [N·V, D]. */
// eslint-disable-next-line @typescript-eslint/require-await -- as `viewBatches` has it, which waits for its threads.
export async function* featureBatches(
  engine: Engine,
  { views, rows, classes, width }: EmbeddedViews,
  { sampler, stepsPerEpoch }: Pick<Plan, 'sampler' | 'stepsPerEpoch'>,
  epochs: number,
  from: { readonly epoch: number; readonly step: number },
): AsyncGenerator<PlacedBatch, undefined, undefined> {
  for (let { epoch, step } = from; epoch < epochs; epoch++, step = 0) {
    const batches = sampler.batches(epoch);
    for (; step < stepsPerEpoch; step++) {
      const indices = batches[step]!;
      const features = new Float32Array(views.length * indices.length * width);
      views.forEach((view, v) =>
        indices.forEach((index, n) => {
          const row = rows.get(index)!;
          features.set(view.subarray(row * width, (row + 1) * width), (v * indices.length + n) * width);
        }),
      );
      yield {
        epoch,
        step,
        images: engine.upload(features, [views.length * indices.length, width]),
        labels: tileLabels(
          Int32Array.from(indices, (index) => classes[index]!),
          views.length,
        ),
        sources: tileLabels(
          Int32Array.from(indices, (_, at) => at),
          views.length,
        ),
      };
    }
  }
}
