import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { CoreError } from '../errors.js';
import type { EncoderPlan } from '../plans/encoder-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import { exportOnnx } from '../onnx/export-onnx.js';
import { ARTIFACT_FORMAT_VERSION, manifestSchema, type Manifest } from './manifest.js';
import { encodeReference, REFERENCE_FILES, type UnknownReference } from './unknown-reference.js';
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

/** Names of the classifier's tensors among the weights of an artifact. */
export const CLASSIFIER_TENSORS = { weight: 'classifier.kernel', bias: 'classifier.bias' } as const;

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
    ['encoder.onnx', quantized ?? onnx],
    ['tfjs/model.json', Buffer.from(JSON.stringify(model))],
    ['tfjs/weights.bin', bytes],
  ]);
  if (reference) {
    const encoded = encodeWeights(encodeReference(reference, embeddingSize), {});
    files.set(REFERENCE_FILES.model, Buffer.from(JSON.stringify(encoded.model)));
    files.set(REFERENCE_FILES.weights, encoded.bytes);
  }
  const parsed = manifestSchema.safeParse({
    formatVersion: ARTIFACT_FORMAT_VERSION,
    ...described,
    encoder,
    embeddingSize,
    files: Object.fromEntries(
      [...files].map(([name, data]) => [name, { sha256: createHash('sha256').update(data).digest('hex'), bytes: data.length }]),
    ),
  });
  if (!parsed.success)
    throw new CoreError('BAD_ARTIFACT', `writeArtifact: ${describeIssues(parsed.error.issues)}`, { cause: parsed.error });
  if (content.labels.length !== classes)
    throw new CoreError('BAD_ARTIFACT', `writeArtifact: ${content.labels.length} labels for a classifier of ${classes} classes`);

  const temporary = path.join(path.dirname(folder), `.${path.basename(folder)}.${randomUUID()}.tmp`);
  try {
    const made = await mkdir(temporary, { recursive: true });
    for (const [name, data] of files) await writeFileAtomic(path.join(temporary, name), data);
    await writeFileAtomic(path.join(temporary, 'manifest.json'), `${JSON.stringify(parsed.data, null, 2)}\n`);
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
  return parsed.data;
}

export function describeIssues(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  return issues.map((issue) => `${issue.path.map(String).join('.') || 'manifest'}: ${issue.message}`).join('; ');
}
