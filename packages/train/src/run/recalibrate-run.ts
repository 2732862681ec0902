import { join, resolve } from 'node:path';
import {
  createEncoder,
  fitLinearClassifier,
  planEncoder,
  selectEngine,
  type BackendChoice,
  type Engine,
  type LabelledEmbeddings,
  type WeightMap,
} from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/files';
import { RUN_FILES, type RunResult } from '@supcon/core/run/events';
import { createCheckpointStore } from '../checkpoint/checkpoint-store.js';
import type { Reporter } from '../console/reporter.js';
import { openDataSet, type DataSet } from '../data/data-set.js';
import { TrainError } from '../errors.js';
import { embedImages } from '../evaluate/embed-images.js';
import { ITERATIONS } from '../evaluate/evaluation-protocol.js';
import { writeClasses } from '../evaluate/classes-file.js';
import { fitClasses, type ClassFit } from '../evaluate/fit-classes.js';
import { fitConfidence, type Confidence } from '../evaluate/fit-confidence.js';
import { writeDrift } from '../evaluate/drift-file.js';
import { writeReference } from '../evaluate/reference-file.js';
import { stackEmbeddings } from '../evaluate/stack-embeddings.js';
import { cacheFolder } from '../home.js';
import { plannedEncoder } from '../recipe/planned-encoder.js';
import { embedBrought, type RunEmbedder } from './embed-brought.js';
import { separateWeights } from '../weights/tensor-names.js';
import { explainGone } from './moved-data.js';
import { readResult } from './read-result.js';
import { openRun, withData, type Run } from './run-folder.js';
import { takeRun } from './run-hold.js';
import { fromRun, goOnWith } from './start-run.js';
import { embeddedBy } from './trained-encoder.js';

/** Which finished run is looked at again, and where its pictures lie. */
export interface RecalibrateOptions {
  readonly home: string;
  readonly id: string;
  /** Where the pictures lie now. Default: where they lay. */
  readonly data?: string;
  readonly backend: BackendChoice;
  readonly reporter: Reporter;
}

/** Sets anew what a finished run says of its own certainty, as stage 2 would today: temperature, label sets, the scores of unknown pictures with choice and
 * thresholds, what later pictures are compared with, and what classes are added and taken out with. For runs of before there were these. Encoder, classifier and accuracies stay; augmented copies, where stage 2 used them, are not drawn again.
 * @throws TrainError NOT_FOUND, BAD_RUN for other pictures than it was trained on, BAD_CHECKPOINT, RUN_IN_USE. */
export async function recalibrateRun({ home, id, data: root, backend, reporter }: RecalibrateOptions): Promise<void> {
  const found = await openRun(home, id);
  const run = root === undefined ? found : withData(found, resolve(root));
  const result = await readResult(run.folder, id);
  const hold = await takeRun(run.folder);
  try {
    const settings = fromRun(run);
    const data = await openDataSet(settings.data, { ...settings, cacheFolder: cacheFolder(home), reporter }).catch((error: unknown) => {
      throw explainGone(error, run, `supcon freeze --run ${id} --recalibrate`);
    });
    try {
      const { embeddingSize, classes, ...confidence } = await fitAgain(run, result, data, { home, backend, reporter });
      const { calibration, labelSets, unknown, drift } = confidence;
      hold.assertHeld();
      await writeReference(run.folder, unknown.reference, embeddingSize);
      if (drift) await writeDrift(run.folder, drift);
      if (classes) await writeClasses(run.folder, classes);
      else reporter.note('Too many photos or features to keep what classes are added and taken out with: this needs a training.');
      const changed: RunResult = {
        ...result,
        calibration: { temperature: calibration.temperature, outcome: calibration.outcome },
        labelSets: { ...labelSets, scores: [...labelSets.scores] },
        unknown: unknown.thresholds,
      };
      await writeFileAtomic(join(run.folder, RUN_FILES.result), `${JSON.stringify(changed, null, 2)}\n`);
    } finally {
      await data.close();
    }
  } finally {
    hold.release();
  }
}

async function fitAgain(
  run: Run,
  result: RunResult,
  data: DataSet,
  { home, backend, reporter }: Pick<RecalibrateOptions, 'home' | 'backend' | 'reporter'>,
): Promise<Confidence & { readonly embeddingSize: number; readonly classes: ClassFit | undefined }> {
  const { recipe, seed, brought } = run.config;
  const weights = await createCheckpointStore(run.folder).weights('final');
  if (!weights && !brought) throw new TrainError('BAD_CHECKPOINT', `run ${run.config.id} has no final checkpoint; train again`);
  const engine = await selectEngine({
    backend,
    onNotice: (text) => {
      reporter.note(text);
    },
  });
  try {
    goOnWith(run, data, engine);
    const embedder = brought
      ? await embedBrought(run, data, home, weights ?? (new Map() as WeightMap))
      : embedTrained(run, weights!, data, engine);
    const { train, validation } = data.split;
    const labelled = async (indices: readonly number[]): Promise<LabelledEmbeddings> => ({
      embeddings: await embedder.embed(indices),
      labels: Int32Array.from(indices, (index) => data.classes[index]!),
    });
    const task = reporter.task('Embedding', train.length + validation.length, 'images');
    const learnt = await labelled(train);
    task.update(train.length);
    const looked = await labelled(validation);
    task.stop();
    await embedder.dispose();
    const fit = { l2: result.stage2.l2, scaling: recipe.stage2.scaling };
    const classifier = fitLinearClassifier(learnt.embeddings, train.length, learnt.labels, data.labels.length, {
      ...fit,
      iterations: ITERATIONS,
    });
    const trained = recipe.stage1.loss !== 'none' && result.adapter?.kept !== false;
    const confidence = fitConfidence({ train: learnt, validation: looked, classifier, fit }, { trained, seed });
    const classes = fitClasses(stackEmbeddings([learnt, looked]), train.length, data.labels.length, result.validation.linear);
    return { ...confidence, classes, embeddingSize: embedder.embeddingSize };
  } finally {
    engine.dispose();
  }
}

/** By what the recipe embeds with. */
function embedTrained({ config: { recipe } }: Run, weights: WeightMap, data: DataSet, engine: Engine): RunEmbedder {
  const encoder = createEncoder(engine, planEncoder(plannedEncoder(recipe)));
  encoder.load(separateWeights(weights).encoder);
  return {
    embeddingSize: encoder.embeddingSize,
    embed: (indices) => embeddedBy(recipe.stage2.runtime, engine, encoder, (embedder) => embedImages(embedder, data.evaluation, indices)),
    dispose: () => encoder.dispose(),
  };
}
