import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, basename, join } from 'node:path';
import { encodeGraphModel, encodeSavedModel, graphFromOnnx, withPixelInput, type WeightMap } from '@supcon/core';
import { readArtifact, type Artifact } from '@supcon/core/artifact';
import { syncFolder, writeFileAtomic } from '@supcon/core/files';
import { encodeSafetensors } from '../weights/safetensors.js';
import { TrainError } from '../errors.js';
import { STAGE_TWO_CLASSIFIER } from '../weights/tensor-names.js';
import { describePixels } from './describe-pixels.js';
import { torchvisionWeights } from './torchvision-weights.js';

export const EXPORT_FORMATS = ['safetensors', 'onnx', 'tfjs', 'savedmodel'] as const;
/** A format of another program. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Of the tensors in a safetensors file. */
export const EXPORT_NAMES = ['supcon', 'torchvision'] as const;
/** Whose names the tensors of a safetensors file get. */
export type ExportNames = (typeof EXPORT_NAMES)[number];

/** What is exported, how and to where. */
export interface ExportOptions {
  /** An artifact folder. */
  readonly artifact: string;
  readonly format: ExportFormat;
  /** safetensors and onnx: a file. tfjs and savedmodel: a folder. Must not exist yet. */
  readonly to: string;
  /** Default supcon. */
  readonly names?: ExportNames;
  /** Of onnx: take pictures as they are decoded, of any size, and make them ready in the graph (`withPixelInput`). Default false. */
  readonly pixels?: boolean;
}

/** What was written. */
export interface Exported {
  readonly path: string;
  /** Paths inside a folder, or the file's name, with their sizes in bytes. */
  readonly files: Readonly<Record<string, number>>;
}

/** Writes a frozen artifact in the form of another program, whole or not at all: a file is renamed into place, and so is a folder. Beside the network
 * go labels, preprocessing and encoder options as JSON: as `supcon` in the metadata of safetensors and tfjs, as `assets.extra/supcon.json` of a
 * SavedModel, as `<file>.json` beside ONNX.
 * @throws TrainError USAGE when something is there already; CoreError BAD_ARTIFACT, BAD_ENCODER, UNSUPPORTED. */
export async function exportArtifact({ artifact: folder, format, to, names = 'supcon', pixels = false }: ExportOptions): Promise<Exported> {
  if (await stat(to).catch(() => undefined))
    throw new TrainError('USAGE', `export: ${to} exists already; remove it or choose another place`);
  if (pixels && format !== 'onnx')
    throw new TrainError('USAGE', `export: only onnx can carry the resizing that --pixels asks for, not ${format}; use --format onnx`);
  const artifact = await readArtifact(folder);
  const { encoder, quantization } = artifact.manifest;
  if (encoder.kind === 'onnx' && format !== 'onnx')
    throw new TrainError(
      'USAGE',
      `export: the encoder of ${folder} was brought as an ONNX file (${encoder.file}), which only onnx can carry; use --format onnx`,
    );
  if (quantization && format !== 'onnx')
    throw new TrainError(
      'USAGE',
      `export: ${folder} is quantized, which only onnx can carry; for ${format} take the artifact it was made of, ${quantization.of.name}/${quantization.of.version}`,
    );
  switch (format) {
    case 'safetensors': {
      const tensors = await safetensorsOf(artifact, names);
      return writeFiles(to, new Map([['', encodeSafetensors(tensors, { format: 'pt', supcon: JSON.stringify(describe(artifact)) })]]));
    }
    case 'onnx':
      return writeFiles(
        to,
        new Map([
          ['', pixels ? withPixelInput(await readFile(artifact.onnxPath), artifact.manifest) : await readFile(artifact.onnxPath)],
          ['.json', json({ ...describe(artifact), ...(pixels ? { pixels: describePixels(artifact) } : {}) })],
        ]),
      );
    case 'tfjs': {
      const { model, shards } = encodeGraphModel(graphFromOnnx(await readFile(artifact.onnxPath)), { supcon: describe(artifact) });
      return writeFolder(to, new Map([...shards, ['model.json', json(model)]]));
    }
    case 'savedmodel': {
      const model = encodeSavedModel(graphFromOnnx(await readFile(artifact.onnxPath)));
      return writeFolder(
        to,
        new Map([
          ['assets.extra/supcon.json', json(describe(artifact))],
          ['saved_model.pb', model],
        ]),
      );
    }
  }
}

/** What a program needs beside the network. */
function describe({ manifest }: Artifact): Record<string, unknown> {
  const { name, version, encoder, embeddingSize, imageSize, preprocessing, labels } = manifest;
  return { name, version, encoder, embeddingSize, imageSize, preprocessing, labels };
}

async function safetensorsOf(artifact: Artifact, names: ExportNames): Promise<WeightMap> {
  const { plan, weights, classifier } = await artifact.loadWeights();
  if (names === 'torchvision') return torchvisionWeights(plan, weights, classifier);
  const classes = classifier.bias.length;
  return new Map([
    ...weights,
    [STAGE_TWO_CLASSIFIER.weight, { shape: [plan.embeddingSize, classes], data: classifier.weight }],
    [STAGE_TWO_CLASSIFIER.bias, { shape: [classes], data: classifier.bias }],
  ]);
}

/** @param files by what comes behind the path. */
async function writeFiles(to: string, files: ReadonlyMap<string, Uint8Array>): Promise<Exported> {
  for (const [suffix, bytes] of files) await writeFileAtomic(to + suffix, bytes);
  return { path: to, files: Object.fromEntries([...files].map(([suffix, bytes]) => [basename(to) + suffix, bytes.length])) };
}

async function writeFolder(to: string, files: ReadonlyMap<string, Uint8Array>): Promise<Exported> {
  const temporary = join(dirname(to), `.${basename(to)}.${randomUUID()}.tmp`);
  try {
    await mkdir(temporary, { recursive: true });
    for (const [name, bytes] of files) await writeFileAtomic(join(temporary, name), bytes);
    await rename(temporary, to);
    await syncFolder(dirname(to));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  return { path: to, files: Object.fromEntries([...files].map(([name, bytes]) => [name, bytes.length])) };
}

function json(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
