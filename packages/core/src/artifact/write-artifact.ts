import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { CoreError } from '../errors.js';
import type { DenseLayer } from '../plans/dense-layer.js';
import type { EncoderPlan } from '../plans/encoder-plan.js';
import type { OnnxEncoder } from '../plans/onnx-encoder-schema.js';
import type { WeightMap } from '../plans/weight-map.js';
import { finishAdopted } from '../onnx/adopt-encoder.js';
import { exportOnnx } from '../onnx/export-onnx.js';
import { ARTIFACT_FILES, ARTIFACT_FORMAT_VERSION, checkManifest, CLASSIFIER_TENSORS, recordFile, type Manifest } from './manifest.js';
import type { UnknownReference } from '../eval/unknown-score.js';
import { encodeReference } from './unknown-reference.js';
import { encodeClassStatistics } from './class-statistics-files.js';
import type { ClassStatistics } from '../heads/class-statistics.js';
import { encodeDrift, type DriftReference } from './drift-reference.js';
import { encodeGolden, type AnswerPictures, type GoldenAnswers } from './golden-answers.js';
import { drawGoldenPictures } from './golden-pictures.js';
import { GOLDEN, type GoldenRecord } from './golden-record.js';
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

/** What goes into every artifact folder: what the manifest says, the classifier, and what unknown pictures are told by. */
interface ArtifactDescription extends Pick<
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
  | 'classes'
  | 'quantization'
> {
  readonly classifier: ClassifierWeights;
  /** Comes with `unknown`, and only with it. */
  readonly reference?: UnknownReference;
  /** Comes with `classes`, and only with it. */
  readonly statistics?: ClassStatistics;
  /** What later pictures are compared with; for these labels. */
  readonly drift?: DriftReference;
  /** Runs the finished encoder.onnx; with it the artifact records what the encoder answers to golden pictures. */
  readonly answer?: AnswerPictures;
}

/** What goes into an artifact folder: an encoder of ours with its classifier, and what the manifest says of them. */
export interface ArtifactContent extends ArtifactDescription {
  readonly plan: EncoderPlan;
  readonly weights: WeightMap;
  /** What goes into encoder.onnx, when it is not `exportOnnx` of the weights: comes with `quantization`, and only with it. */
  readonly quantized?: Uint8Array;
}

/** The same of an encoder that was brought as an ONNX file. */
export interface OnnxArtifactContent extends ArtifactDescription {
  /** What the manifest says of it, its adapter left out. */
  readonly encoder: OnnxEncoder;
  /** Of `adoptEncoder`. */
  readonly adopted: Uint8Array;
  /** What was trained on its embeddings; left out where the encoder answers as it came. */
  readonly adapter?: { readonly kind: string; readonly layers: readonly DenseLayer[] };
}

/** Writes a whole artifact folder or nothing: it is filled under a temporary name beside, every file fsynced, then renamed.
 * @param folder must not exist yet, e.g. `artifacts/flowers/1`.
 * @throws CoreError BAD_ARTIFACT when the folder exists or the content does not fit the schema, BAD_WEIGHTS when weights do not fit the plan. */
export async function writeArtifact(folder: string, content: ArtifactContent | OnnxArtifactContent): Promise<Manifest> {
  const { embeddingSize, encoder, files, described } = 'adopted' in content ? onnxFiles(content) : plannedFiles(content);
  const { classifier, reference, statistics, drift, answer, ...rest } = described;
  for (const [name, record, data] of [
    ['unknown', content.unknown, reference],
    ['classes', content.classes, statistics],
  ] as const)
    if ((record === undefined) !== (data === undefined))
      throw new CoreError(
        'BAD_ARTIFACT',
        `writeArtifact: \`${name}\` and \`${name === 'unknown' ? 'reference' : 'statistics'}\` need each other, and only one of them was given`,
      );
  if (reference) addReference(files, reference, embeddingSize);
  if (statistics) addClassStatistics(files, statistics);
  if (drift) addDrift(files, drift);
  if (content.labels.length !== classifier.bias.length)
    throw new CoreError(
      'BAD_ARTIFACT',
      `writeArtifact: ${content.labels.length} labels for a classifier of ${classifier.bias.length} classes`,
    );
  const { imageSize, labels } = content;
  const answers = await answer?.(files.get(ARTIFACT_FILES.onnx)!, drawGoldenPictures(GOLDEN, imageSize), GOLDEN.pictures);
  if (answers) addGolden(files, answers, GOLDEN, { embeddingSize, labels });
  const records = { ...(answers ? { golden: GOLDEN } : {}), ...(drift ? { drift: drift.record } : {}) };
  return writeFolder(folder, { ...rest, encoder, embeddingSize, ...records }, files);
}

/** Puts what an encoder answers to golden pictures among the files of an artifact. */
export function addGolden(
  files: Map<string, Uint8Array>,
  answers: GoldenAnswers,
  record: GoldenRecord,
  widths: Pick<Manifest, 'embeddingSize' | 'labels'>,
): void {
  const { model, bytes } = encodeWeights(encodeGolden(answers, record, widths), {});
  files.set(ARTIFACT_FILES.goldenModel, Buffer.from(JSON.stringify(model)));
  files.set(ARTIFACT_FILES.goldenWeights, bytes);
}

/** Puts what later pictures are compared with among the files of an artifact. */
export function addDrift(files: Map<string, Uint8Array>, drift: DriftReference): void {
  const { model, bytes } = encodeWeights(encodeDrift(drift), {});
  files.set(ARTIFACT_FILES.driftModel, Buffer.from(JSON.stringify(model)));
  files.set(ARTIFACT_FILES.driftWeights, bytes);
}

/** Puts what unknown pictures are told by among the files of an artifact. */
export function addReference(files: Map<string, Uint8Array>, reference: UnknownReference, embeddingSize: number): void {
  const { model, bytes } = encodeWeights(encodeReference(reference, embeddingSize), {});
  files.set(ARTIFACT_FILES.referenceModel, Buffer.from(JSON.stringify(model)));
  files.set(ARTIFACT_FILES.referenceWeights, bytes);
}

/** Puts what classes are added and taken out with among the files of an artifact. */
export function addClassStatistics(files: Map<string, Uint8Array>, statistics: ClassStatistics): void {
  const { tensors, inverse } = encodeClassStatistics(statistics);
  const { model, bytes } = encodeWeights(tensors, {});
  files.set(ARTIFACT_FILES.classesModel, Buffer.from(JSON.stringify(model)));
  files.set(ARTIFACT_FILES.classesWeights, bytes);
  files.set(ARTIFACT_FILES.classesInverse, inverse);
}

/** Writes a whole artifact folder or nothing. @param said what its manifest says beside version and files. @param files all but the manifest, by path.
 * @throws CoreError BAD_ARTIFACT when the folder exists or what is said does not fit the schema. */
export async function writeFolder(
  folder: string,
  said: Omit<Manifest, 'formatVersion' | 'files'>,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Manifest> {
  const manifest = checkManifest('writeArtifact', {
    formatVersion: ARTIFACT_FORMAT_VERSION,
    ...said,
    files: Object.fromEntries([...files].map(([name, data]) => [name, recordFile(data)])),
  });
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

/** What the two kinds of encoder put into a folder. */
interface EncoderFiles {
  readonly embeddingSize: number;
  readonly encoder: Manifest['encoder'];
  readonly files: Map<string, Uint8Array>;
  readonly described: ArtifactDescription;
}

function plannedFiles({ plan, weights, quantized, ...described }: ArtifactContent): EncoderFiles {
  if ((quantized === undefined) !== (described.quantization === undefined))
    throw new CoreError('BAD_ARTIFACT', 'writeArtifact: `quantization` and `quantized` need each other, and only one of them was given');
  const { classifier, imageSize } = described;
  const { embeddingSize, options: encoder } = plan;
  // Of a quantized encoder too: it checks the weights.
  const onnx = exportOnnx(plan, weights, classifier, imageSize);
  const all: WeightMap = new Map([...weights, ...classifierTensors(classifier, embeddingSize)]);
  const { model, bytes } = encodeWeights(all, { encoder, imageSize });
  const files = new Map<string, Uint8Array>([
    [ARTIFACT_FILES.onnx, quantized ?? onnx],
    [ARTIFACT_FILES.model, Buffer.from(JSON.stringify(model))],
    [ARTIFACT_FILES.weights, bytes],
  ]);
  return { embeddingSize, encoder, files, described };
}

function onnxFiles({ encoder: brought, adopted, adapter, ...described }: OnnxArtifactContent): EncoderFiles {
  const { classifier, imageSize } = described;
  const layers = adapter?.layers ?? [];
  const embeddingSize = layers.at(-1)?.bias.length ?? brought.features;
  const encoder = adapter ? { ...brought, adapter: { kind: adapter.kind, layers: layers.map(({ bias }) => bias.length) } } : brought;
  const { model, bytes } = encodeWeights(classifierTensors(classifier, embeddingSize), { encoder, imageSize });
  const files = new Map<string, Uint8Array>([
    [ARTIFACT_FILES.onnx, finishAdopted(adopted, { layers, classifier, features: brought.features, imageSize })],
    [ARTIFACT_FILES.classifierModel, Buffer.from(JSON.stringify(model))],
    [ARTIFACT_FILES.classifierWeights, bytes],
  ]);
  return { embeddingSize, encoder, files, described };
}

/** The classifier as tensors of a file. */
export function classifierTensors({ weight, bias }: ClassifierWeights, embeddingSize: number): WeightMap {
  const classes = bias.length;
  return new Map([
    [CLASSIFIER_TENSORS.weight, { shape: [embeddingSize, classes], data: weight }],
    [CLASSIFIER_TENSORS.bias, { shape: [classes], data: bias }],
  ]);
}
