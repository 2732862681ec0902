import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CoreError } from '../errors.js';
import { planEncoder, type EncoderPlan } from '../plans/encoder-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import { ARTIFACT_FORMAT_VERSION, manifestSchema, type Manifest } from './manifest.js';
import { decodeWeights } from './weights-manifest.js';
import { decodeReference, REFERENCE_FILES, type UnknownReference } from './unknown-reference.js';
import { CLASSIFIER_TENSORS, describeIssues, type ClassifierWeights } from './write-artifact.js';

export interface Artifact {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Verified when the artifact was read. */
  readonly onnxPath: string;
  readonly plan: EncoderPlan;
  /** The training-side weights: parameters and running statistics, without the classifier. */
  loadWeights(): Promise<{ weights: WeightMap; classifier: ClassifierWeights }>;
  /** What unknown pictures are told by; undefined for artifacts without. Its thresholds stand in the manifest. */
  loadReference(): Promise<UnknownReference | undefined>;
}

/** Reads and verifies an artifact folder: size and sha256 of every file, before anything else is made of it.
 * @throws CoreError BAD_ARTIFACT naming the file and what is wrong with it. */
export async function readArtifact(folder: string): Promise<Artifact> {
  const manifest = parseManifest(folder, await readNamed(folder, 'manifest.json'));
  for (const name of ['encoder.onnx', 'tfjs/model.json', 'tfjs/weights.bin'])
    if (!(name in manifest.files)) throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: the manifest does not list ${name}`);
  for (const name of manifest.unknown ? Object.values(REFERENCE_FILES) : [])
    if (!(name in manifest.files)) throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: the manifest does not list ${name}`);
  for (const name of Object.keys(manifest.files)) await readVerified(folder, manifest, name);
  const plan = planEncoder(manifest.encoder);
  if (plan.embeddingSize !== manifest.embeddingSize)
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact ${folder}: the manifest says embeddings of ${manifest.embeddingSize}, its encoder makes ${plan.embeddingSize}`,
    );
  return {
    folder,
    manifest,
    onnxPath: path.join(folder, 'encoder.onnx'),
    plan,
    loadWeights: async () => {
      const model = (await readVerified(folder, manifest, 'tfjs/model.json')).toString('utf8');
      const weights = decodeWeights(model, await readVerified(folder, manifest, 'tfjs/weights.bin'));
      const weight = weights.get(CLASSIFIER_TENSORS.weight)?.data;
      const bias = weights.get(CLASSIFIER_TENSORS.bias)?.data;
      if (!weight || !bias) throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: the classifier is missing from tfjs/weights.bin`);
      const classes = manifest.labels.length;
      if (bias.length !== classes || weight.length !== classes * plan.embeddingSize)
        throw new CoreError(
          'BAD_ARTIFACT',
          `artifact ${folder}: ${classes} labels, but a classifier of ${weight.length} weights and ${bias.length} biases`,
        );
      weights.delete(CLASSIFIER_TENSORS.weight);
      weights.delete(CLASSIFIER_TENSORS.bias);
      return { weights, classifier: { weight, bias } };
    },
    loadReference: async () => {
      if (!manifest.unknown) return undefined;
      const model = (await readVerified(folder, manifest, REFERENCE_FILES.model)).toString('utf8');
      const tensors = decodeWeights(model, await readVerified(folder, manifest, REFERENCE_FILES.weights));
      return decodeReference(tensors, plan.embeddingSize, manifest.unknown);
    },
  };
}

function parseManifest(folder: string, bytes: Buffer): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: manifest.json is not JSON`, { cause });
  }
  const version = (json as { formatVersion?: unknown } | null)?.formatVersion;
  if (version !== ARTIFACT_FORMAT_VERSION)
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact ${folder}: format version ${String(version)}, this program reads ${ARTIFACT_FORMAT_VERSION}; freeze the run again`,
    );
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success)
    throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: ${describeIssues(parsed.error.issues)}`, { cause: parsed.error });
  return parsed.data;
}

async function readVerified(folder: string, manifest: Manifest, name: string): Promise<Buffer> {
  const expected = manifest.files[name];
  const file = path.resolve(folder, name);
  if (!expected || !file.startsWith(path.resolve(folder) + path.sep))
    throw new CoreError('BAD_ARTIFACT', `artifact ${folder}: the manifest names a file outside the folder: ${name}`);
  const bytes = await readNamed(folder, name);
  if (bytes.length !== expected.bytes)
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact ${folder}: ${name} has ${bytes.length} bytes, the manifest says ${expected.bytes}; copy the folder again`,
    );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== expected.sha256)
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact ${folder}: ${name} is damaged (sha256 ${sha256}, expected ${expected.sha256}); copy the folder again`,
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
