import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { denseLayers, type DenseLayer, type WeightMap } from '@supcon/core';
import { RUN_FILES } from '@supcon/core/run/events';
import { bringEncoder, type BroughtEncoder } from '../adopt/bring-encoder.js';
import type { LoadedBrought } from '../adopt/embed-pictures.js';
import { foldStandard } from '../adopt/standardise.js';
import { TrainError } from '../errors.js';
import { loadOnnxModel } from '../evaluate/onnx-model.js';
import { STANDARD_TENSORS } from '../loop/frozen-features.js';
import { separateWeights } from '../weights/tensor-names.js';
import type { Run } from './run-folder.js';
import type { NewRun } from './start-run.js';

/** A new run with the encoder that its recipe brings, tried and taken in; the pictures get the size that it wants. Undefined where the recipe's encoder is one of ours.
 * @param say is told what people should know of it.
 * @throws TrainError what `bringEncoder` throws; USAGE where the run is to start from weights. */
export async function bringForRun(
  fresh: NewRun,
  say: (sentence: string) => void,
): Promise<{ readonly fresh: NewRun; readonly brought: BroughtEncoder } | undefined> {
  const { recipe } = fresh.recipe;
  const { encoder } = recipe;
  if (encoder.kind !== 'onnx') return undefined;
  if (fresh.init !== undefined)
    throw new TrainError('USAGE', 'an encoder that is brought as an ONNX file has its own weights; leave --init out');
  const brought = await bringEncoder(encoder);
  brought.notes.forEach(say);
  const { imageSize } = brought;
  const sized = {
    ...recipe,
    encoder: { ...encoder, file: resolve(encoder.file!) },
    ...{ imageSize, trainSize: imageSize, cacheSize: imageSize },
  };
  return { fresh: { ...fresh, recipe: { ...fresh.recipe, recipe: sized } }, brought };
}

/** The encoder that a run keeps in its folder. @throws TrainError BAD_RUN when the file is not there, or is another one by now. */
export async function readBrought({ folder, config }: Run): Promise<Uint8Array> {
  const path = join(folder, RUN_FILES.encoder);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new TrainError('BAD_RUN', `run ${config.id} was started with an encoder of your own, and ${path} is not there; start a new run`, {
      cause,
    });
  });
  if (digest(bytes) !== config.brought?.sha256)
    throw new TrainError(
      'BAD_RUN',
      `${path} is not the encoder that run ${config.id} was started with: its checksum does not match; start a new run`,
    );
  return bytes;
}

/** The same in ONNX Runtime; `model.release` when it is not needed any more. @throws TrainError BAD_RUN */
export async function loadBrought(run: Run): Promise<LoadedBrought> {
  const adopted = await readBrought(run);
  const { encoder, preprocessing, imageSize, sha256 } = run.config.brought!;
  return { model: await loadOnnxModel(adopted), sha256, features: encoder.features, preprocessing, imageSize };
}

/** The head of a checkpoint as dense layers on the encoder's own embeddings, for a recipe that trains one.
 * @param weights of a trainee with `passFeatures`.  @param features D
 * @throws CoreError BAD_WEIGHTS when the checkpoint holds no such head. */
export function adapterLayers({ recipe }: Pick<Run['config'], 'recipe'>, features: number, weights: WeightMap): DenseLayer[] {
  const [first, ...others] = denseLayers(recipe.stage1.head.kind, features, separateWeights(weights).head);
  const mean = weights.get(STANDARD_TENSORS.mean)?.data;
  const deviation = weights.get(STANDARD_TENSORS.deviation)?.data[0];
  if (mean?.length !== features || deviation === undefined)
    throw new TrainError('BAD_CHECKPOINT', `the checkpoint does not say what embeddings its head was trained on; train again`);
  return [foldStandard(first!, { mean, deviation }), ...others];
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
