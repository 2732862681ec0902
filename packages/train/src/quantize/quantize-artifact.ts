import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createRng, quantizeOnnx } from '@supcon/core';
import {
  inNextVersion,
  QUANTIZATION_LIMIT,
  readArtifact,
  writeArtifact,
  type Artifact,
  type ArtifactContent,
  type Manifest,
} from '@supcon/core/artifact';
import { decodingOf } from '@supcon/core/image';
import { openDataSet, type DataSet } from '../data/data-set.js';
import { TrainError } from '../errors.js';
import { answerGolden } from '../evaluate/answer-golden.js';
import { USUAL_SPLIT } from '../evaluate/artifact-report.js';
import { loadOnnxModel } from '../evaluate/onnx-model.js';
import type { Reporter } from '../console/reporter.js';
import { givenName } from '../run/artifact-name.js';
import { calibrateRanges } from './calibrate-ranges.js';
import { quantizedName } from './find-quantized.js';
import { measureNearness, measureQuantized, type Measured } from './measure-quantized.js';
import { pictureBatches } from './picture-batches.js';
import { timeSideBySide } from './time-side-by-side.js';

/** Which artifact is written in 8 bits, and by which pictures. */
export interface QuantizeOptions {
  /** An artifact folder in float32, `<artifacts>/<name>/<version>`. The new one goes beside it. */
  readonly artifact: string;
  /** The pictures it was trained on. */
  readonly data: string;
  /** Training pictures to take the ranges of activations from, at most. Default 512. */
  readonly images?: number;
  /** Of the new artifact. Default: the old name with `-int8`. */
  readonly name?: string;
  /** What it may lose for it to be used without being asked for. Default `QUANTIZATION_LIMIT`. */
  readonly limit?: NonNullable<NonNullable<Manifest['quantization']>['limit']>;
  /** For decoded pictures. */
  readonly cacheFolder: string;
  readonly skipBad: boolean;
  readonly reporter: Reporter;
}

/** What 8 bits cost and give, as far as it is known before there is an artifact of them. */
export interface QuantizedEncoder {
  readonly quantization: NonNullable<Manifest['quantization']>;
  /** Of the artifact in float32, as its training measured them. */
  readonly before: Manifest['metrics'];
  /** Of encoder.onnx. */
  readonly bytes: { readonly float32: number; readonly int8: number };
  /** For one picture on this machine, medians, the two taking turns. */
  readonly milliseconds: { readonly float32: number; readonly int8: number };
}

/** The artifact in 8 bits, and what it cost and gave. */
export interface Quantized extends Omit<QuantizedEncoder, 'quantization'> {
  readonly folder: string;
  readonly manifest: Manifest;
}

const CALIBRATION_IMAGES = 512;

/** Makes an artifact whose encoder computes in 8 bits out of one in float32. Ranges come from training pictures, nearness to the old encoder from
 * validation pictures; thresholds for unknown pictures are set anew; test pictures are only reported on. Classifier and temperature stay.
 * @throws CoreError BAD_ARTIFACT; TrainError NOT_FOUND, BAD_IMAGES, BAD_DATA for other pictures than it was trained on, USAGE for one that is quantized. */
export function quantizeArtifact(options: QuantizeOptions): Promise<Quantized> {
  return withQuantized(options, (_, write) => write());
}

/** The same in two steps.
 * @param use is told what 8 bits cost and give, and may have the artifact written, which embeds the other pictures first. @throws as `quantizeArtifact`. */
export async function withQuantized<T>(
  options: QuantizeOptions,
  use: (encoder: QuantizedEncoder, write: () => Promise<Quantized>) => Promise<T>,
): Promise<T> {
  const artifact = await readFloatArtifact(options.artifact);
  const data = await openTrainingData(artifact, options);
  try {
    const float32 = await readFile(artifact.onnxPath);
    const { int8, calibrationImages } = await quantizeEncoder(float32, artifact, data, options);
    const loaded = { float32: await loadOnnxModel(float32), int8: await loadOnnxModel(int8) };
    try {
      const { validation, answers } = await measureNearness(artifact, data, loaded, options.reporter);
      const { name, version, imageSize, metrics } = artifact.manifest;
      const blank = new Float32Array(imageSize * imageSize * 3);
      const [before = 0, after = 0] = await timeSideBySide(
        [loaded.float32, loaded.int8].map((model) => () => model.run(blank, 1, imageSize)),
      );
      const quantization = { of: { name, version }, calibrationImages, validation, limit: { ...(options.limit ?? QUANTIZATION_LIMIT) } };
      const figures = {
        before: metrics,
        bytes: { float32: float32.length, int8: int8.length },
        milliseconds: { float32: before, int8: after },
      };
      return await use({ quantization, ...figures }, async () => {
        const measured = await measureQuantized(artifact, data, { int8: loaded.int8, onValidation: answers }, options.reporter);
        return { ...(await write(artifact, int8, quantization, measured, options)), ...figures };
      });
    } finally {
      await loaded.float32.release();
      await loaded.int8.release();
    }
  } finally {
    await data.close();
  }
}

async function readFloatArtifact(folder: string): Promise<Artifact> {
  if (!existsSync(folder))
    throw new TrainError('NOT_FOUND', `no artifact lies at ${folder}; artifacts are folders like .supcon/artifacts/<name>/<version>`);
  const artifact = await readArtifact(folder);
  const { encoder, quantization } = artifact.manifest;
  if (encoder.kind === 'onnx')
    throw new TrainError(
      'USAGE',
      `the encoder of ${folder} was brought as an ONNX file (${encoder.file}), and only encoders of ours are quantized here; quantize that file (onnxruntime.quantization does it) and bring it again with supcon train --encoder`,
    );
  if (quantization)
    throw new TrainError(
      'USAGE',
      `${folder} is quantized already: give the artifact it was made of, ${quantization.of.name}/${quantization.of.version}`,
    );
  const { classes } = artifact.manifest;
  if (classes?.changed)
    throw new TrainError(
      'USAGE',
      `the classes of ${folder} were changed since training, and ranges are taken from the pictures of training; quantize the artifact that training left, ${classes.changed.of.name}/${classes.changed.of.version}, and change the classes of that: supcon classes add`,
    );
  return artifact;
}

async function openTrainingData({ manifest }: Artifact, options: QuantizeOptions): Promise<DataSet> {
  const { imageSize, name, version } = manifest;
  const { seed, ...split } = manifest.split ?? USUAL_SPLIT;
  const data = await openDataSet(options.data, {
    ...options,
    ...{ recipe: { imageSize, cacheSize: imageSize, split }, seed, decoding: decodingOf(manifest.preprocessing) },
  });
  if (data.fingerprint === manifest.data.fingerprint) return data;
  await data.close();
  throw new TrainError(
    'BAD_DATA',
    `${options.data} holds other pictures than ${name}/${version} was trained on (fingerprint ${data.fingerprint.slice(0, 12)}, the artifact says ${manifest.data.fingerprint.slice(0, 12)}). Those are needed to tell training, validation and test pictures apart.`,
  );
}

async function quantizeEncoder(
  float32: Uint8Array,
  { manifest }: Artifact,
  data: DataSet,
  { images = CALIBRATION_IMAGES, reporter }: QuantizeOptions,
): Promise<{ int8: Uint8Array; calibrationImages: number }> {
  const rng = createRng(manifest.split?.seed ?? 0, 'calibration');
  const chosen = rng.shuffle(data.split.train).slice(0, images);
  const task = reporter.task('Calibrating', chosen.length, 'images');
  try {
    const batches = pictureBatches(data.evaluation, manifest, chosen, (done) => {
      task.update(done);
    });
    const ranges = await calibrateRanges(float32, manifest.imageSize, batches);
    return { int8: quantizeOnnx(float32, ranges), calibrationImages: chosen.length };
  } finally {
    task.stop();
  }
}

async function write(
  artifact: Artifact,
  quantized: Uint8Array,
  quantization: NonNullable<Manifest['quantization']>,
  { test, detection, classes }: Measured,
  options: QuantizeOptions,
): Promise<{ folder: string; manifest: Manifest }> {
  const { manifest } = artifact;
  const { imageSize, preprocessing, labels, loss, recipe, data, split, calibration } = manifest;
  const name = options.name === undefined ? quantizedName(manifest.name) : givenName(options.name);
  const rawPixels = manifest.metrics['test']?.['rawPixels'];
  const content: Omit<ArtifactContent, 'version'> = {
    ...{ imageSize, preprocessing, labels, loss, recipe, data },
    ...(split === undefined ? {} : { split }),
    ...(calibration === undefined ? {} : { calibration }),
    ...detection,
    ...classes,
    name,
    createdAt: new Date().toISOString(),
    metrics: { test: { ...test, ...(rawPixels === undefined ? {} : { rawPixels }) } },
    quantization,
    quantized,
    answer: answerGolden(imageSize, preprocessing),
    ...(await artifact.loadWeights()),
  };
  return inNextVersion(dirname(dirname(resolve(options.artifact))), name, async ({ folder, version }) => ({
    folder,
    manifest: await writeArtifact(folder, { ...content, version }),
  }));
}
