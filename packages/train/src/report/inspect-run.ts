import { resolve } from 'node:path';
import {
  createEncoder,
  linearLogits,
  selectEngine,
  softmaxProbabilities,
  type BackendChoice,
  type Engine,
  type WeightMap,
} from '@supcon/core';
import { decodingOf } from '@supcon/core/image';
import { createCheckpointStore } from '../checkpoint/checkpoint-store.js';
import { readClassifier } from '../checkpoint/classifier-file.js';
import { openDataSet, type DataSet } from '../data/data-set.js';
import { TrainError } from '../errors.js';
import { predictLabels } from '../evaluate/class-accuracy.js';
import { embedImages } from '../evaluate/embed-images.js';
import { onEngine } from '../evaluate/picture-encoder.js';
import { cacheFolder } from '../home.js';
import type { Reporter } from '../console/reporter.js';
import { embedBrought, type RunEmbedder } from '../run/embed-brought.js';
import { explainGone, rememberData } from '../run/moved-data.js';
import { withData, type Run } from '../run/run-folder.js';
import { traineeOptions } from '../run/trained-encoder.js';
import { separateWeights } from '../weights/tensor-names.js';
import { projectEmbeddings } from './project-embeddings.js';

/** Pictures with what the trained network makes of them. */
export interface Looked {
  /** Relative to the data's root. */
  readonly paths: readonly string[];
  /** [N] */
  readonly labels: Int32Array;
  /** [N, D] float32, of the frozen encoder. */
  readonly embeddings: Float32Array;
  /** [N, P] float32, of the projection head; undefined where the loss has none. */
  readonly projections: Float32Array | undefined;
}

/** A trained run, looked at again with its own data. */
export interface RunInspection {
  readonly root: string;
  readonly labels: readonly string[];
  /** Pictures of each class, by split. */
  readonly counts: Readonly<Record<'train' | 'validation' | 'test', readonly number[]>>;
  readonly warnings: readonly string[];
  /** Training and validation pictures: what neighbours are looked for among. */
  readonly gallery: Looked;
  readonly test: Looked;
  /** The linear classifier's answers to the test pictures; undefined before stage 2 ended. */
  readonly answers: { readonly predicted: Int32Array; readonly probabilities: Float64Array } | undefined;
}

/** Which run is looked at, and what computes. */
export interface InspectOptions {
  readonly run: Run;
  readonly home: string;
  readonly backend: BackendChoice;
  readonly reporter: Reporter;
  /** Where the pictures lie now; remembered in the run if they are the same. Default: where they lay. */
  readonly data?: string;
}

/** Embeds the pictures of a run again, from its checkpoint.
 * @returns undefined when the run has no checkpoint yet.  @throws TrainError BAD_RUN when the pictures have changed. */
export async function inspectRun({
  run: asKept,
  home,
  backend,
  reporter,
  data: given,
}: InspectOptions): Promise<RunInspection | undefined> {
  const run = given === undefined ? asKept : withData(asKept, resolve(given));
  const { config, folder } = run;
  const store = createCheckpointStore(folder);
  // A run that uses an encoder as it came has no weights of its own.
  const weights = (await store.weights('final')) ?? (await store.weights('last')) ?? (config.brought ? new Map<never, never>() : undefined);
  if (!weights) return undefined;
  const options = { ...config, decoding: decodingOf(config), cacheFolder: cacheFolder(home), reporter };
  const data = await openDataSet(config.data.root, options).catch((error: unknown) => {
    throw explainGone(error, run, `supcon report ${config.id}`);
  });
  try {
    if (data.fingerprint !== config.data.fingerprint)
      throw new TrainError(
        'BAD_RUN',
        `the pictures in ${config.data.root} are not those that run ${config.id} was trained on (fingerprint ${data.fingerprint.slice(0, 16)}, the run's is ${config.data.fingerprint.slice(0, 16)}); a report of it needs them as they were. If they lie elsewhere: supcon report ${config.id} --data DIR`,
      );
    if (config.data.root !== asKept.config.data.root) await rememberData(run);
    const engine = await selectEngine({ backend, onNotice: (text) => reporter.note(text) });
    try {
      const embedder = config.brought ? await embedBrought(run, data, home, weights) : embedTrained(engine, run, weights, data);
      const look = async (indices: readonly number[]): Promise<Looked> => {
        const embeddings = await embedder.embed(indices);
        return {
          paths: indices.map((index) => data.paths[index]!),
          labels: Int32Array.from(indices, (index) => data.classes[index]!),
          embeddings,
          projections: config.brought ? undefined : await projectEmbeddings(engine, config.recipe, weights, embeddings, indices.length),
        };
      };
      const gallery = await look([...data.split.train, ...data.split.validation]);
      const test = await look(data.split.test);
      const answers = await readAnswers(folder, test);
      await embedder.dispose();
      return {
        root: data.root,
        labels: data.labels,
        counts: countClasses(data),
        warnings: data.warnings.map(({ message }) => message),
        gallery,
        test,
        answers,
      };
    } finally {
      engine.dispose();
    }
  } finally {
    await data.close();
  }
}

function embedTrained(engine: Engine, { config }: Run, weights: WeightMap, data: DataSet): RunEmbedder {
  const encoder = createEncoder(engine, traineeOptions(config, data).plan, { seed: config.seed });
  encoder.load(separateWeights(weights).encoder);
  return {
    embeddingSize: encoder.embeddingSize,
    embed: (indices) => embedImages(onEngine(engine, encoder), data.evaluation, indices),
    dispose: () => encoder.dispose(),
  };
}

async function readAnswers(runFolder: string, { embeddings, labels }: Looked): Promise<RunInspection['answers']> {
  const classifier = await readClassifier(runFolder).catch((error: unknown) => {
    if (error instanceof TrainError) return undefined;
    throw error;
  });
  if (!classifier) return undefined;
  const logits = linearLogits(classifier, embeddings, labels.length);
  return {
    predicted: predictLabels(classifier, embeddings, labels.length),
    probabilities: softmaxProbabilities(logits, classifier.bias.length),
  };
}

function countClasses({ labels, classes, split }: DataSet): RunInspection['counts'] {
  const count = (indices: readonly number[]): number[] =>
    labels.map((_, label) => indices.filter((index) => classes[index] === label).length);
  return { train: count(split.train), validation: count(split.validation), test: count(split.test) };
}
