import { planEncoder, preprocessingOf, type WeightMap } from '@supcon/core';
import {
  inNextVersion,
  writeArtifact,
  type ArtifactContent,
  type Manifest,
  type OnnxArtifactContent,
  type UnknownReference,
  type UnknownThresholds,
} from '@supcon/core/artifact';
import { className } from '@supcon/core/photos';
import type { RunResult } from '@supcon/core/run/events';
import { createCheckpointStore } from '../checkpoint/checkpoint-store.js';
import { readClassifier } from '../checkpoint/classifier-file.js';
import { TrainError } from '../errors.js';
import { answerGolden } from '../evaluate/answer-golden.js';
import { readClasses } from '../evaluate/classes-file.js';
import { keepClasses } from '../evaluate/fit-classes.js';
import { readDrift } from '../evaluate/drift-file.js';
import { readReference } from '../evaluate/reference-file.js';
import { artifactsFolder } from '../home.js';
import { plannedEncoder } from '../recipe/planned-encoder.js';
import { separateWeights } from '../weights/tensor-names.js';
import { givenName } from './artifact-name.js';
import { adapterLayers, readBrought } from './brought-run.js';
import { readResult } from './read-result.js';
import { openRun, type Run } from './run-folder.js';

/** Makes an artifact of a finished run, under the next free version number of its name.
 * @throws TrainError NOT_FOUND, BAD_RUN, BAD_CHECKPOINT. */
export async function freezeRun(home: string, id: string, name?: string): Promise<{ folder: string; manifest: Manifest }> {
  const run = await openRun(home, id);
  const { folder: runFolder, config } = run;
  const result = await readResult(runFolder, id);
  const encoder = config.brought ? await broughtContent(run, result) : await trainedContent(run);
  const drift = await readDrift(runFolder, { embeddingSize: encoder.embeddingSize, labels: config.data.labels });
  const artifactName = name === undefined ? config.artifactName : givenName(name);
  const content = {
    name: artifactName,
    createdAt: new Date().toISOString(),
    imageSize: config.recipe.imageSize,
    preprocessing: { ...encoder.preprocessing, ...(config.decoding ? { decoding: config.decoding } : {}) },
    // A run of an earlier version may have names as its disk wrote them.
    labels: config.data.labels.map(className),
    // An encoder that stays as it came owes nothing to the loss.
    loss: config.brought && result.adapter?.kept !== true ? 'none' : config.recipe.stage1.loss,
    recipe: config.recipeName,
    data: { name: config.data.name, fingerprint: config.data.fingerprint, images: config.data.images },
    metrics: { validation: result.validation, test: result.test },
    split: { seed: config.seed, ...config.recipe.split },
    ...(result.calibration ? { calibration: { temperature: result.calibration.temperature } } : {}),
    ...(result.labelSets ? { labelSets: result.labelSets } : {}),
    ...(result.unknown
      ? { unknown: result.unknown, reference: await referenceOf(runFolder, id, encoder.embeddingSize, result.unknown) }
      : {}),
    ...(drift ? { drift } : {}),
    ...(await classesOf(runFolder, config.data.labels.length)),
    ...encoder.content,
    answer: answerGolden(config.recipe.imageSize, encoder.preprocessing),
    classifier: await readClassifier(runFolder),
  };
  return inNextVersion(artifactsFolder(home), artifactName, async ({ folder, version }) => ({
    folder,
    manifest: await writeArtifact(folder, { ...content, version }),
  }));
}

/** What the two kinds of encoder put into an artifact. */
interface EncoderContent<Content> {
  readonly content: Content;
  readonly embeddingSize: number;
  readonly preprocessing: Pick<Manifest['preprocessing'], 'mean' | 'std'>;
}

async function trainedContent(run: Run): Promise<EncoderContent<Pick<ArtifactContent, 'plan' | 'weights'>>> {
  const plan = planEncoder(plannedEncoder(run.config.recipe));
  const { mean, std } = preprocessingOf(plan);
  const weights = separateWeights(await finalWeights(run)).encoder;
  return { content: { plan, weights }, embeddingSize: plan.embeddingSize, preprocessing: { mean: [...mean], std: [...std] } };
}

async function broughtContent(
  run: Run,
  { adapter }: RunResult,
): Promise<EncoderContent<Pick<OnnxArtifactContent, 'encoder' | 'adopted' | 'adapter'>>> {
  const { encoder, preprocessing } = run.config.brought!;
  const layers = adapter?.kept === true ? adapterLayers(run.config, encoder.features, await finalWeights(run)) : [];
  return {
    content: {
      encoder,
      adopted: await readBrought(run),
      ...(layers.length === 0 ? {} : { adapter: { kind: run.config.recipe.stage1.head.kind, layers } }),
    },
    embeddingSize: layers.at(-1)?.bias.length ?? encoder.features,
    preprocessing,
  };
}

async function finalWeights({ folder, config }: Run): Promise<WeightMap> {
  const weights = await createCheckpointStore(folder).weights('final');
  if (!weights) throw new TrainError('BAD_CHECKPOINT', `run ${config.id} has no final checkpoint; train again`);
  return weights;
}

/** What classes are added and taken out with: nothing for runs of before there was such a thing. */
async function classesOf(runFolder: string, classes: number): Promise<Pick<ArtifactContent, 'classes' | 'statistics'>> {
  const fit = await readClasses(runFolder);
  return fit ? keepClasses(fit, classes) : {};
}

async function referenceOf(runFolder: string, id: string, embeddingSize: number, thresholds: UnknownThresholds): Promise<UnknownReference> {
  const reference = await readReference(runFolder, embeddingSize, thresholds);
  if (!reference)
    throw new TrainError('BAD_CHECKPOINT', `run ${id} has thresholds for unknown pictures, but not what they were set with; train again`);
  return reference;
}
