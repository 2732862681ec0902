import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { exportFeatures, planEncoder, preprocessingOf } from '@supcon/core';
import { ARTIFACT_FILES, type Artifact, type Manifest } from '@supcon/core/artifact';
import { explainDecodingTrouble, presentDecoding } from '@supcon/core/image';
import type { Reporter } from '../console/reporter.js';
import { loadOnnxPictureEncoder } from '../evaluate/load-picture-encoder.js';
import { inOnnxRuntime, type PictureEncoder } from '../evaluate/picture-encoder.js';
import { loadOnnxModel } from '../evaluate/onnx-model.js';
import { plannedEncoder } from '../recipe/planned-encoder.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import { fetchWeights } from '../weights/fetch-weights.js';
import { imagenetWeightsFor } from '../weights/find-public-weights.js';
import { mapWeights } from '../weights/map-weights.js';
import { readWeightsFile } from '../weights/read-weights-file.js';

/** What pictures are compared by. */
export interface SuggestionEncoder extends Pick<Manifest, 'imageSize' | 'preprocessing'> {
  readonly encoder: PictureEncoder;
  /** For people: "artifact pets/2". */
  readonly title: string;
  /** Everything that an embedding depends on besides the file. */
  readonly way: Readonly<Record<string, unknown>>;
}

/** The encoder of an artifact, in ONNX Runtime. */
export async function encoderOfArtifact(artifact: Artifact): Promise<SuggestionEncoder> {
  const { manifest } = artifact;
  const { imageSize, preprocessing, name, version } = manifest;
  const encoder = await loadOnnxPictureEncoder(artifact);
  return {
    encoder,
    imageSize,
    preprocessing,
    title: `artifact ${name}/${version}`,
    way: wayOf(manifest.files[ARTIFACT_FILES.onnx]!.sha256, imageSize, preprocessing),
  };
}

/** The encoder of a recipe as its public weights left it, fetched where they are not here yet.
 * @throws TrainError DOWNLOAD_FAILED. */
export async function pretrainedEncoder(recipe: Recipe, home: string, reporter: Reporter): Promise<SuggestionEncoder> {
  const options = plannedEncoder(recipe);
  const weights = imagenetWeightsFor(options);
  const { path } = await fetchWeights(weights, { home, reporter });
  const plan = planEncoder(options);
  const model = await loadOnnxModel(exportFeatures(plan, mapWeights(plan, await readWeightsFile(path)).weights));
  const { decoding, trouble } = await presentDecoding();
  if (trouble !== undefined) reporter.note(`Warning: ${explainDecodingTrouble(trouble)}; supcon doctor says how to mend it`);
  const { mean, std } = preprocessingOf(plan);
  const preprocessing: Manifest['preprocessing'] = { mean: [...mean], std: [...std], decoding };
  const { imageSize } = recipe;
  return {
    encoder: inOnnxRuntime(model, { embeddingSize: plan.embeddingSize, preprocessing }),
    imageSize,
    preprocessing,
    title: `${weights.name}, as its public weights left it`,
    way: wayOf(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      imageSize,
      preprocessing,
    ),
  };
}

function wayOf(encoder: string, imageSize: number, preprocessing: Manifest['preprocessing']): Record<string, unknown> {
  return { version: 1, of: 'suggest', encoder, imageSize, preprocessing };
}
