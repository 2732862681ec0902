import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { CoreError } from '../errors.js';
import type { EncoderPlan } from '../plans/encoder-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import { exportOnnx } from '../onnx/export-onnx.js';
import { ARTIFACT_FILES, ARTIFACT_FORMAT_VERSION, checkManifest, CLASSIFIER_TENSORS, recordFile, type Manifest } from './manifest.js';
import type { UnknownReference } from '../eval/unknown-score.js';
import { encodeReference } from './unknown-reference.js';
import { encodeWeights } from './weights-manifest.js';
import { syncFolder } from '../files/sync-folder.js';
import { writeFileAtomic } from '../files/write-file-atomic.js';

/** A linear classifier on the encoder's raw output: logits = embedding · weight + bias. */
export interface ClassifierWeights {
  /** [D, C] row-major. */
  readonly weight: Float32Array;
  /** [C]. */
  readonly bias: Float32Array;
}

/** What goes into an artifact folder: the encoder with its classifier, and what the manifest says of them. */
export interface ArtifactContent extends Pick<
  Manifest,
  | 'name'
  | 'version'
  | 'createdAt'
  | 'imageSize'
  | 'preprocessing'
  | 'labels'
  | 'loss'
  | 'recipe'
  | 'data'
  | 'metrics'
  | 'split'
  | 'calibration'
  | 'labelSets'
  | 'unknown'
  | 'quantization'
> {
  readonly plan: EncoderPlan;
  readonly weights: WeightMap;
  readonly classifier: ClassifierWeights;
  /** What goes into encoder.onnx, when it is not `exportOnnx` of the weights: comes with `quantization`, and only with it. */
  readonly quantized?: Uint8Array;
  /** Comes with `unknown`, and only with it. */
  readonly reference?: UnknownReference;
}

/** Writes a whole artifact folder or nothing: it is filled under a temporary name beside, every file fsynced, then renamed.
 * @param folder must not exist yet, e.g. `artifacts/flowers/1`.
 * @throws CoreError BAD_ARTIFACT when the folder exists or the content does not fit the schema, BAD_WEIGHTS when weights do not fit the plan. */
export async function writeArtifact(folder: string, content: ArtifactContent): Promise<Manifest> {
  const { plan, weights, classifier, quantized, reference, ...described } = content;
  if ((reference === undefined) !== (content.unknown === undefined))
    throw new CoreError('BAD_ARTIFACT', 'writeArtifact: `unknown` and `reference` need each other, and only one of them was given');
  if ((quantized === undefined) !== (content.quantization === undefined))
    throw new CoreError('BAD_ARTIFACT', 'writeArtifact: `quantization` and `quantized` need each other, and only one of them was given');
  // Of a quantized encoder too: it checks the weights.
  const onnx = exportOnnx(plan, weights, classifier, content.imageSize);
  const { embeddingSize } = plan;
  const classes = classifier.bias.length;
  const all: WeightMap = new Map([
    ...weights,
    [CLASSIFIER_TENSORS.weight, { shape: [embeddingSize, classes], data: classifier.weight }],
    [CLASSIFIER_TENSORS.bias, { shape: [classes], data: classifier.bias }],
  ]);
  const encoder = plan.options;
  const { model, bytes } = encodeWeights(all, { encoder, imageSize: content.imageSize });
  const files = new Map<string, Uint8Array>([
    [ARTIFACT_FILES.onnx, quantized ?? onnx],
    [ARTIFACT_FILES.model, Buffer.from(JSON.stringify(model))],
    [ARTIFACT_FILES.weights, bytes],
  ]);
  if (reference) {
    const encoded = encodeWeights(encodeReference(reference, embeddingSize), {});
    files.set(ARTIFACT_FILES.referenceModel, Buffer.from(JSON.stringify(encoded.model)));
    files.set(ARTIFACT_FILES.referenceWeights, encoded.bytes);
  }
  const manifest = checkManifest('writeArtifact', {
    formatVersion: ARTIFACT_FORMAT_VERSION,
    ...described,
    encoder,
    embeddingSize,
    files: Object.fromEntries([...files].map(([name, data]) => [name, recordFile(data)])),
  });
  if (content.labels.length !== classes)
    throw new CoreError('BAD_ARTIFACT', `writeArtifact: ${content.labels.length} labels for a classifier of ${classes} classes`);

  const temporary = path.join(path.dirname(folder), `.${path.basename(folder)}.${randomUUID()}.tmp`);
  try {
    const made = await mkdir(temporary, { recursive: true });
    for (const [name, data] of files) await writeFileAtomic(path.join(temporary, name), data);
    await writeFileAtomic(path.join(temporary, ARTIFACT_FILES.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(temporary, folder);
    await syncFolder(path.dirname(folder));
    // The folder of all versions may be new as well.
    if (made !== undefined && made !== temporary) await syncFolder(path.dirname(path.dirname(folder)));
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true });
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST')
      throw new CoreError('BAD_ARTIFACT', `writeArtifact: ${folder} exists already; artifacts are never changed, take the next version`, {
        cause,
      });
    throw cause;
  }
  return manifest;
}
