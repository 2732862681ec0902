import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createEncoder, linearLogits, selectEngine, type BackendChoice } from '@supcon/core';
import { readArtifact, writeFileAtomic } from '@supcon/core/artifact';
import { CoreError } from '@supcon/core/errors';
import { decodeImage, normaliseImage } from '@supcon/core/image';
import { list, type ImageFile } from '../data/image-folder.js';
import { mapParallel } from '../data/map-parallel.js';
import { scanData } from '../data/scan-data.js';
import { TrainError } from '../errors.js';
import type { Reporter } from '../run/reporter.js';
import { accuracy, accuracyPerClass } from './class-accuracy.js';

export interface EvaluateOptions {
  readonly artifact: string;
  readonly data: string;
  /** `auto`: the test split where the folder has one, otherwise all. */
  readonly split: 'auto' | 'train' | 'validation' | 'test' | 'all';
  /** Where predictions go. */
  readonly out?: string;
  readonly backend: BackendChoice;
  readonly skipBad: boolean;
  readonly reporter: Reporter;
}

/** One picture in the predictions file. */
export interface Prediction {
  /** Relative to the data folder. */
  readonly path: string;
  /** Of the folder it lies in. */
  readonly expected: string;
  readonly label: string;
  /** By label, sum 1. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** [D], length 1. */
  readonly embedding: readonly number[];
}

export interface Evaluation {
  readonly artifact: { readonly name: string; readonly version: number };
  readonly images: number;
  readonly accuracy: number;
  readonly perClass: Readonly<Record<string, number>>;
}

const BATCH = 64;

/** Runs a frozen artifact over a folder, from its own files: decoding, encoder in float32, classifier.
 * @throws CoreError BAD_ARTIFACT; TrainError NOT_FOUND, BAD_DATA, and BAD_IMAGES unless `skipBad`. */
export async function evaluateArtifact(options: EvaluateOptions): Promise<Evaluation> {
  const { reporter } = options;
  if (!existsSync(options.artifact))
    throw new TrainError(
      'NOT_FOUND',
      `no artifact lies at ${options.artifact}; artifacts are folders like .supcon/artifacts/<name>/<version>`,
    );
  const artifact = await readArtifact(options.artifact);
  const { manifest, plan } = artifact;
  const folder = await scanData(options.data);
  const files = chooseFiles(folder.files, options.split, options.data);
  const strange = [...new Set(files.map((file) => file.label))].filter((label) => !manifest.labels.includes(label));
  if (strange.length > 0)
    throw new TrainError(
      'BAD_DATA',
      `the artifact does not know the classes ${strange.join(', ')}; it knows ${manifest.labels.join(', ')}`,
    );
  const engine = await selectEngine({
    backend: options.backend,
    onNotice: (text) => {
      reporter.note(text);
    },
  });
  const task = reporter.task('Evaluating', files.length, 'images');
  try {
    const encoder = createEncoder(engine, plan);
    const { weights, classifier } = await artifact.loadWeights();
    encoder.load(weights);
    const predictions: Prediction[] = [];
    const bad: string[] = [];
    for (let begin = 0; begin < files.length; begin += BATCH) {
      const batch = await decodeBatch(folder.root, files.slice(begin, begin + BATCH), manifest.imageSize, bad);
      if (batch.length > 0) {
        const pixels = new Float32Array(batch.length * manifest.imageSize ** 2 * 3);
        batch.forEach(({ image }, row) => {
          pixels.set(normaliseImage(image, manifest.preprocessing), row * image.length);
        });
        const input = engine.upload(pixels, [batch.length, manifest.imageSize, manifest.imageSize, 3]);
        const output = encoder.embed(input);
        const embeddings = (await engine.download(output)) as Float32Array;
        engine.free(input, output);
        const logits = linearLogits(classifier, embeddings, batch.length);
        batch.forEach(({ file }, row) => {
          const own = embeddings.subarray(row * encoder.embeddingSize, (row + 1) * encoder.embeddingSize);
          predictions.push(
            describe(file, own, logits.subarray(row * manifest.labels.length, (row + 1) * manifest.labels.length), manifest.labels),
          );
        });
      }
      task.update(Math.min(files.length, begin + BATCH));
    }
    encoder.dispose();
    if (bad.length > 0 && !options.skipBad)
      throw new TrainError(
        'BAD_IMAGES',
        `${bad.length} files are not pictures that can be read:\n${list(bad, 200)}\nRepair or remove them, or add --skip-bad.`,
      );
    if (bad.length > 0) reporter.note(`Warning: ${bad.length} files that cannot be read are skipped:\n${list(bad)}`);
    const named = { name: manifest.name, version: manifest.version };
    const at = (label: string): number => manifest.labels.indexOf(label);
    const expected = predictions.map((prediction) => at(prediction.expected));
    const predicted = predictions.map((prediction) => at(prediction.label));
    const evaluation: Evaluation = {
      artifact: named,
      images: predictions.length,
      accuracy: accuracy(predicted, expected),
      perClass: accuracyPerClass(predicted, expected, manifest.labels),
    };
    if (options.out !== undefined) await writeFileAtomic(options.out, `${JSON.stringify({ ...evaluation, predictions })}\n`);
    return evaluation;
  } finally {
    task.stop();
    engine.dispose();
  }
}

function chooseFiles(files: readonly ImageFile[], split: EvaluateOptions['split'], data: string): readonly ImageFile[] {
  if (split === 'all') return files;
  const ofSplit = files.filter((file) => file.split === (split === 'auto' ? 'test' : split));
  if (ofSplit.length > 0) return ofSplit;
  if (split === 'auto') return files;
  throw new TrainError('BAD_DATA', `${data} has no ${split}/ folder with pictures; use --split all`);
}

async function decodeBatch(
  root: string,
  files: readonly ImageFile[],
  size: number,
  bad: string[],
): Promise<{ file: ImageFile; image: Uint8Array }[]> {
  const decoded = await mapParallel(files, 8, async (file) => {
    try {
      return { file, image: await decodeImage(await readFile(resolve(root, file.path)), { size }) };
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      bad.push(`${file.path}: ${error.message}`);
      return undefined;
    }
  });
  return decoded.filter((entry) => entry !== undefined);
}

function describe(file: ImageFile, embedding: Float32Array, logits: Float32Array, labels: readonly string[]): Prediction {
  const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = Array.from(logits, (logit) => Math.exp(logit - top));
  const sum = weights.reduce((a, b) => a + b, 0);
  const length = Math.max(1e-12, Math.hypot(...embedding));
  return {
    path: file.path,
    expected: file.label,
    label: labels[logits.indexOf(top)]!,
    probabilities: Object.fromEntries(labels.map((label, at) => [label, weights[at]! / sum])),
    embedding: Array.from(embedding, (value) => value / length),
  };
}
