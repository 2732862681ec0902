import { planEncoder, preprocessingOf } from '@supcon/core';
import { writeArtifact, type Manifest, type UnknownReference } from '@supcon/core/artifact';
import { className } from '@supcon/core/photos';
import { createCheckpointStore } from '../checkpoint/checkpoint-store.js';
import { readClassifier } from '../checkpoint/classifier-file.js';
import { TrainError } from '../errors.js';
import { readReference } from '../evaluate/reference-file.js';
import type { UnknownThresholds } from '../evaluate/unknown-detection.js';
import { artifactsFolder } from '../home.js';
import { separateWeights } from '../weights/tensor-names.js';
import { givenName } from './artifact-name.js';
import { nextVersion } from './next-version.js';
import { readResult } from './read-result.js';
import { openRun } from './run-folder.js';

/** Makes an artifact of a finished run, under the next free version number of its name.
 * @throws TrainError NOT_FOUND, BAD_RUN, BAD_CHECKPOINT. */
export async function freezeRun(home: string, id: string, name?: string): Promise<{ folder: string; manifest: Manifest }> {
  const { folder: runFolder, config } = await openRun(home, id);
  const result = await readResult(runFolder, id);
  const all = await createCheckpointStore(runFolder).weights('final');
  if (!all) throw new TrainError('BAD_CHECKPOINT', `run ${id} has no final checkpoint; train again`);
  const weights = separateWeights(all).encoder;
  const artifactName = name === undefined ? config.artifactName : givenName(name);
  const { folder, version } = await nextVersion(artifactsFolder(home), artifactName);
  const plan = planEncoder(config.recipe.encoder);
  const { mean, std } = preprocessingOf(plan);
  const manifest = await writeArtifact(folder, {
    name: artifactName,
    version,
    createdAt: new Date().toISOString(),
    imageSize: config.recipe.imageSize,
    preprocessing: { mean: [...mean], std: [...std], ...(config.decoding ? { decoding: config.decoding } : {}) },
    // A run of an earlier version may have names as its disk wrote them.
    labels: config.data.labels.map(className),
    loss: config.recipe.stage1.loss,
    recipe: config.recipeName,
    data: { name: config.data.name, fingerprint: config.data.fingerprint, images: config.data.images },
    metrics: { validation: result.validation, test: result.test },
    split: { seed: config.seed, ...config.recipe.split },
    ...(result.calibration ? { calibration: { temperature: result.calibration.temperature } } : {}),
    ...(result.labelSets ? { labelSets: result.labelSets } : {}),
    ...(result.unknown ? { unknown: result.unknown, reference: await referenceOf(runFolder, id, plan.embeddingSize, result.unknown) } : {}),
    plan,
    weights,
    classifier: await readClassifier(runFolder),
  });
  return { folder, manifest };
}

async function referenceOf(runFolder: string, id: string, embeddingSize: number, thresholds: UnknownThresholds): Promise<UnknownReference> {
  const reference = await readReference(runFolder, embeddingSize, thresholds);
  if (!reference)
    throw new TrainError('BAD_CHECKPOINT', `run ${id} has thresholds for unknown pictures, but not what they were set with; train again`);
  return reference;
}
