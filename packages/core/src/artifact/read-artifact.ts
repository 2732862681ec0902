import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CoreError } from '../errors.js';
import { planEncoder, type EncoderPlan } from '../plans/encoder-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import {
  ARTIFACT_FILES,
  ARTIFACT_FORMAT_VERSION,
  checkManifest,
  CLASSIFIER_TENSORS,
  recordFile,
  requiredFiles,
  type Manifest,
} from './manifest.js';
import { decodeWeights } from './weights-manifest.js';
import type { UnknownReference } from '../eval/unknown-score.js';
import { decodeReference } from './unknown-reference.js';
import type { ClassStatistics } from '../heads/class-statistics.js';
import { decodeClassStatistics } from './class-statistics-files.js';
import { decodeDrift, type DriftReference } from './drift-reference.js';
import { decodeGolden, type GoldenAnswers } from './golden-answers.js';
import type { ClassifierWeights } from './write-artifact.js';

/** A verified artifact folder. What is large is read when it is asked for, and verified again. */
export interface Artifact {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Verified when the artifact was read (`readArtifact`). */
  readonly onnxPath: string;
  /** Undefined for an encoder that was brought as an ONNX file: it can be run, not trained on or rebuilt. */
  readonly plan: EncoderPlan | undefined;
  /** The training-side weights: parameters and running statistics, and the classifier. @throws CoreError UNSUPPORTED where the encoder was brought as an ONNX file. */
  loadWeights(): Promise<{ plan: EncoderPlan; weights: WeightMap; classifier: ClassifierWeights }>;
  /** The classifier alone, which every artifact has. */
  loadClassifier(): Promise<ClassifierWeights>;
  /** What unknown pictures are told by; undefined for artifacts without. Its thresholds stand in the manifest. */
  loadReference(): Promise<UnknownReference | undefined>;
  /** What classes are added and taken out with; undefined for artifacts without. */
  loadClassStatistics(): Promise<ClassStatistics | undefined>;
  /** What the encoder answered to `drawGoldenPictures` when it was frozen; undefined for artifacts without. */
  loadGolden(): Promise<GoldenAnswers | undefined>;
  /** What the pictures that come later are compared with; undefined for artifacts without. */
  loadDrift(): Promise<DriftReference | undefined>;
}

/** Reads and verifies an artifact folder: size and sha256 of every file, before anything else is made of it.
 * @throws CoreError BAD_ARTIFACT naming the file and what is wrong with it. */
export async function readArtifact(folder: string): Promise<Artifact> {
  const manifest = parseManifest(folder, await readNamed(folder, ARTIFACT_FILES.manifest));
  for (const name of requiredFiles(manifest))
    if (!(name in manifest.files)) throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: the manifest does not list ${name}`);
  for (const name of Object.keys(manifest.files)) await readVerified(folder, manifest, name);
  return openArtifact(folder, manifest);
}

/** An artifact whose files are verified as they are asked for, and not before: for whoever has just written or verified it.
 * @param manifest what the folder's says.  @throws CoreError BAD_ARTIFACT where it contradicts itself. */
export function openArtifact(folder: string, manifest: Manifest): Artifact {
  const { encoder, embeddingSize } = manifest;
  const plan = encoder.kind === 'onnx' ? undefined : planEncoder(encoder);
  const made = encoder.kind === 'onnx' ? (encoder.adapter?.layers.at(-1) ?? encoder.features) : plan!.embeddingSize;
  if (made !== embeddingSize)
    throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: the manifest says embeddings of ${embeddingSize}, its encoder makes ${made}`);
  const readTensors = async (model: string, weights: string): Promise<WeightMap> =>
    decodeWeights((await readVerified(folder, manifest, model)).toString('utf8'), await readVerified(folder, manifest, weights));
  return {
    folder,
    manifest,
    onnxPath: path.join(folder, ARTIFACT_FILES.onnx),
    plan,
    loadWeights: async () => {
      if (!plan)
        throw new CoreError(
          'UNSUPPORTED',
          `artifact ${folder}: its encoder was brought as an ONNX file (${encoder.kind === 'onnx' ? encoder.file : ''}), of which there are no weights to train on from or to write in another format; take the file itself`,
        );
      const weights = await readTensors(ARTIFACT_FILES.model, ARTIFACT_FILES.weights);
      return { plan, weights, classifier: takeClassifier(folder, manifest, ARTIFACT_FILES.weights, weights) };
    },
    loadClassifier: async () => {
      const { model, weights, classifierModel, classifierWeights } = ARTIFACT_FILES;
      const [names, bytes] = plan ? ([model, weights] as const) : ([classifierModel, classifierWeights] as const);
      return takeClassifier(folder, manifest, bytes, await readTensors(names, bytes));
    },
    loadReference: async () => {
      if (!manifest.unknown) return undefined;
      const tensors = await readTensors(ARTIFACT_FILES.referenceModel, ARTIFACT_FILES.referenceWeights);
      return decodeReference(tensors, embeddingSize, manifest.unknown);
    },
    loadClassStatistics: async () => {
      if (!manifest.classes) return undefined;
      const tensors = await readTensors(ARTIFACT_FILES.classesModel, ARTIFACT_FILES.classesWeights);
      const inverse = await readVerified(folder, manifest, ARTIFACT_FILES.classesInverse);
      return decodeClassStatistics(tensors, inverse, embeddingSize, manifest.classes);
    },
    loadGolden: async () => {
      if (!manifest.golden) return undefined;
      return decodeGolden(await readTensors(ARTIFACT_FILES.goldenModel, ARTIFACT_FILES.goldenWeights), manifest.golden, manifest);
    },
    loadDrift: async () => {
      if (!manifest.drift) return undefined;
      return decodeDrift(await readTensors(ARTIFACT_FILES.driftModel, ARTIFACT_FILES.driftWeights), manifest.drift, manifest);
    },
  };
}

/** Takes the classifier out of the tensors of a file. @throws CoreError BAD_ARTIFACT when it is not there, or is not for the manifest's labels. */
function takeClassifier(folder: string, { labels, embeddingSize }: Manifest, file: string, tensors: WeightMap): ClassifierWeights {
  const weight = tensors.get(CLASSIFIER_TENSORS.weight)?.data;
  const bias = tensors.get(CLASSIFIER_TENSORS.bias)?.data;
  if (!weight || !bias) throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: the classifier is missing from ${file}`);
  if (bias.length !== labels.length || weight.length !== labels.length * embeddingSize)
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact ${folder}: ${labels.length} labels, but a classifier of ${weight.length} weights and ${bias.length} biases`,
    );
  tensors.delete(CLASSIFIER_TENSORS.weight);
  tensors.delete(CLASSIFIER_TENSORS.bias);
  return { weight, bias };
}

function parseManifest(folder: string, bytes: Buffer): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: ${ARTIFACT_FILES.manifest} is not JSON`, { cause });
  }
  const version = (json as { formatVersion?: unknown } | null)?.formatVersion;
  if (version !== ARTIFACT_FORMAT_VERSION)
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact ${folder}: format version ${String(version)}, this program reads ${ARTIFACT_FORMAT_VERSION}; freeze the run again`,
    );
  return checkManifest(`artifact ${folder}`, json);
}

async function readVerified(folder: string, manifest: Manifest, name: string): Promise<Buffer> {
  const expected = manifest.files[name];
  const file = path.resolve(folder, name);
  if (!expected || !file.startsWith(path.resolve(folder) + path.sep))
    throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: the manifest names a file outside the folder: ${name}`);
  const bytes = await readNamed(folder, name);
  const found = recordFile(bytes);
  if (found.bytes !== expected.bytes)
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact ${folder}: ${name} has ${found.bytes} bytes, the manifest says ${expected.bytes}; copy the folder again`,
    );
  if (found.sha256 !== expected.sha256)
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact ${folder}: ${name} is damaged (sha256 ${found.sha256}, expected ${expected.sha256}); copy the folder again`,
    );
  return bytes;
}

async function readNamed(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(folder, name));
  } catch (cause) {
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact ${folder}: ${name} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'})`,
      { cause },
    );
  }
}
