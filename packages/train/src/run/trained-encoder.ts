import { knnAccuracy, planEncoder, type Encoder, type Engine } from '@supcon/core';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import type { DataSet } from '../data/data-set.js';
import { TrainError } from '../errors.js';
import { accuracy } from '../evaluate/class-accuracy.js';
import { embedImages } from '../evaluate/embed-images.js';
import { createOnnxEncoder, onEngine, type PictureEncoder } from '../evaluate/picture-encoder.js';
import type { Validation } from '../loop/model-selection.js';
import { NEIGHBOURS } from '../evaluate/evaluation-protocol.js';
import type { TrainableEncoder } from '../loop/trainable-encoder.js';
import type { Trainee, TraineeOptions } from '../loop/trainee.js';
import { plannedEncoder } from '../recipe/planned-encoder.js';
import type { Stage1Options, Stage2Options } from '../recipe/recipe-schema.js';
import type { RunConfig } from './run-folder.js';

/** The trainee that a run's config describes. */
export function traineeOptions(
  { recipe, precision, seed }: Pick<RunConfig, 'recipe' | 'precision' | 'seed'>,
  data: DataSet,
): TraineeOptions {
  const classCounts = classCountsOf(data);
  return { plan: planEncoder(plannedEncoder(recipe)), stage1: recipe.stage1, classCounts, precision, seed };
}

/** Training pictures of each class. */
export function classCountsOf({ labels, classes, split }: DataSet): number[] {
  return labels.map((_, label) => split.train.filter((index) => classes[index] === label).length);
}

/** A look at the validation split with the weights as they are: 5-NN against the training pictures, and the classifier beside the head. */
export async function validateEncoder(engine: Engine, trainee: Trainee, data: DataSet): Promise<Validation> {
  const { train, validation } = data.split;
  const labelled = async (indices: readonly number[]) => ({
    embeddings: await embedImages(onEngine(engine, trainee.encoder), data.evaluation, indices),
    labels: Int32Array.from(indices, (index) => data.classes[index]!),
  });
  const looked = await labelled(validation);
  const knn = knnAccuracy(await labelled(train), looked, NEIGHBOURS);
  const logits = await trainee.classify(looked.embeddings);
  if (!logits) return { knn };
  const classes = data.labels.length;
  const predicted = Array.from({ length: validation.length }, (_, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(own.reduce((a, b) => Math.max(a, b), -Infinity));
  });
  return { knn, classifier: accuracy(predicted, looked.labels) };
}

/** Gives the trainee the weights that the rest of the run uses, and writes them down as the final checkpoint: the best ones where those are
 * kept, the averaged ones where the recipe averages. */
export async function settleWeights(
  trainee: Trainee<TrainableEncoder>,
  store: CheckpointStore,
  keep: Stage1Options['keep'],
): Promise<void> {
  const best = keep === 'best' ? await store.weights('best') : undefined;
  if (keep === 'best' && !best)
    throw new TrainError(
      'BAD_CHECKPOINT',
      'checkpoints/best.safetensors is not there although the recipe keeps the best weights; train again',
    );
  const weights = best ?? (await trainee.evaluated(() => trainee.weights()));
  trainee.load(weights);
  await store.saveWeights('final', weights);
}

/** Runs `work` with what a recipe wants its pictures embedded by: the encoder on its engine, or a copy of it in ONNX Runtime. */
export async function embeddedBy<T>(
  runtime: Stage2Options['runtime'],
  engine: Engine,
  encoder: Encoder,
  work: (embedder: PictureEncoder) => Promise<T>,
): Promise<T> {
  if (runtime === 'engine') return work(onEngine(engine, encoder));
  const embedder = await createOnnxEncoder(encoder);
  try {
    return await work(embedder);
  } finally {
    await embedder.dispose();
  }
}
