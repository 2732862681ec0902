import { knnAccuracy } from '@supcon/core';
import type { RunResult } from '@supcon/core/run/events';
import { applyLayers } from '../adopt/apply-layers.js';
import { embedPictures, type LoadedBrought } from '../adopt/embed-pictures.js';
import { measureStandard, standardise } from '../adopt/standardise.js';
import { TrainError } from '../errors.js';
import { NEIGHBOURS } from '../evaluate/evaluation-protocol.js';
import { fitStageTwo, type StageTwoEmbeddings, type StageTwoResult } from '../evaluate/stage-two.js';
import { gainsBeyondChance, type ValidationFigures } from '../evaluate/validation-score.js';
import { fit } from '../loop/fit.js';
import { featureBatches, passFeatures } from '../loop/frozen-features.js';
import { createTraineeOf } from '../loop/trainee.js';
import { adapterLayers, loadBrought } from './brought-run.js';
import type { Learned, LearnOptions } from './learned.js';
import { classCountsOf, settleWeights } from './trained-encoder.js';

/** Stages of a run whose encoder was brought as an ONNX file: every picture is embedded once, with augmented views of the training pictures beside them; a projection
 * head is trained on those embeddings with the recipe's contrastive loss; and stage 2 is fitted on the encoder's own embeddings and on the head's. Validation chooses between
 * the two; the encoder stays as it came where the head does not gain more than chance makes it.
 * @throws TrainError INTERRUPTED, DIVERGED, UNUSABLE_ENCODER. */
export async function learnAdapter(options: LearnOptions): Promise<Learned> {
  const begun = performance.now();
  const encoder = await loadBrought(options.run);
  try {
    const embedded = await embedSplits(encoder, options);
    const seconds = (): number => (performance.now() - begun) / 1000;
    const width = encoder.features;
    const plain = fitStageTwo(embedded.stageTwo, width, { ...options, trained: false });
    const none = { width, second: plain, seconds: seconds(), imagesSeen: 0, epochs: 0 };
    if (options.recipe.stage1.loss === 'none') return none;
    const { layers, progress } = await trainHead(encoder, embedded, options);
    const outputs = layers.at(-1)!.bias.length;
    const through = (embeddings: Float32Array): Float32Array => applyLayers(layers, embeddings, width);
    const { clean, augmented, test } = embedded.stageTwo;
    const adapted = fitStageTwo({ clean: through(clean), augmented: augmented.map(through), test: through(test) }, outputs, {
      ...options,
      trained: true,
    });
    const kept = gains(plain, adapted, options.data.split.validation.length);
    options.reporter.note(describeChoice(kept, plain, adapted));
    const adapter: RunResult['adapter'] = { kept, plain: figuresOf(plain), adapted: figuresOf(adapted) };
    return {
      ...(kept ? { width: outputs, second: adapted } : { width, second: plain }),
      ...{ seconds: seconds(), imagesSeen: progress.imagesSeen, epochs: progress.epoch, adapter },
      ...(progress.best === undefined ? {} : { best: progress.best }),
    };
  } finally {
    await encoder.model.release();
  }
}

/** Whether the head is worth having: on validation better by more than chance makes it in the mean of classifier and nearest neighbours, and in neither worse.
 * @param pictures in the validation split. */
export function gains(plain: ValidationFigures, adapted: ValidationFigures, pictures: number): boolean {
  const [before, after] = [plain.validation, adapted.validation];
  return after.linear >= before.linear && after.knn >= before.knn && gainsBeyondChance(plain, adapted, pictures);
}

interface Embedded {
  /** Of the training pictures, by view: [T, D]. */
  readonly views: readonly Float32Array[];
  readonly stageTwo: StageTwoEmbeddings;
}

async function embedSplits(
  encoder: LoadedBrought,
  { data, recipe, seed, reporter, stop, log, cacheFolder }: LearnOptions,
): Promise<Embedded> {
  const { train, validation, test } = data.split;
  const { stage1, stage2, augment } = recipe;
  const views = stage1.loss === 'none' ? 1 : stage1.views;
  const requests = [
    { indices: [...train, ...validation], view: 0 },
    { indices: test, view: 0 },
    ...Array.from({ length: stage2.augmentedPasses }, (_, pass) => ({ indices: [...train, ...validation], view: pass + 1 })),
    ...Array.from({ length: views - 1 }, (_, number) => ({ indices: train, view: number + 1 })),
  ];
  const all = requests.reduce((sum, { indices }) => sum + indices.length, 0);
  let task: ReturnType<typeof reporter.task> | undefined;
  let embeddedNow = 0;
  const [clean, tested, ...others] = await embedPictures(requests, {
    ...{ encoder, data, augment, seed, cacheFolder },
    stopped: () => stop.requested,
    onPictures: (done, total) => {
      task ??= reporter.task('Embedding', total, 'images');
      embeddedNow = done;
      task.update(done);
    },
  })
    .catch((error: unknown) => {
      if (error instanceof TrainError && error.code === 'INTERRUPTED') log.write({ type: 'stopped', epoch: 0 });
      throw error;
    })
    .finally(() => task?.stop());
  reporter.note(
    embeddedNow === 0
      ? `All ${all} embeddings were made before and are taken from the cache.`
      : `${embeddedNow} pictures and views embedded; they are kept for other runs with this encoder.`,
  );
  const passes = stage2.augmentedPasses;
  return {
    views: [clean!.subarray(0, train.length * encoder.features), ...others.slice(passes)],
    stageTwo: { clean: clean!, augmented: others.slice(0, passes), test: tested! },
  };
}

async function trainHead(encoder: LoadedBrought, { views: own, stageTwo }: Embedded, options: LearnOptions) {
  const { engine, recipe, data, seed, store } = options;
  const { train, validation } = data.split;
  const width = encoder.features;
  const standard = measureStandard(own[0]!, width);
  const views = own.map((view) => standardise(view, standard));
  const trainee = createTraineeOf(engine, passFeatures(engine, { standard, preprocessing: encoder.preprocessing }), {
    ...{ stage1: recipe.stage1, seed },
    classCounts: classCountsOf(data),
  });
  const layersNow = async () => adapterLayers({ recipe }, width, await trainee.weights());
  const labelsOf = (indices: readonly number[]): Int32Array => Int32Array.from(indices, (index) => data.classes[index]!);
  try {
    const progress = await fit({
      ...options,
      trainee,
      batches: (plan, from) =>
        featureBatches(
          engine,
          { views, width, classes: data.classes, rows: new Map(train.map((index, row) => [index, row])) },
          plan,
          recipe.stage1.epochs,
          from,
        ),
      validate: () =>
        trainee.evaluated(async () => {
          const layers = await layersNow();
          const embeddings = applyLayers(layers, stageTwo.clean, width);
          const begin = train.length * layers.at(-1)!.bias.length;
          const onTrain = { embeddings: embeddings.subarray(0, begin), labels: labelsOf(train) };
          const onValidation = { embeddings: embeddings.subarray(begin), labels: labelsOf(validation) };
          return { knn: knnAccuracy(onTrain, onValidation, NEIGHBOURS) };
        }),
    });
    await settleWeights(trainee, store, recipe.stage1.keep);
    return { layers: await layersNow(), progress };
  } finally {
    trainee.dispose();
  }
}

function figuresOf({ validation, test }: StageTwoResult) {
  return { validation, test: { linear: test.linear, knn: test.knn } };
}

function describeChoice(kept: boolean, plain: StageTwoResult, adapted: StageTwoResult): string {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const line = ({ validation }: StageTwoResult): string => `classifier ${percent(validation.linear)}, 5-NN ${percent(validation.knn)}`;
  return `On validation: the encoder as it came, ${line(plain)}; with the head, ${line(adapted)}. ${kept ? 'The head is kept.' : 'The head gains no more than chance could, so the encoder stays as it came.'}`;
}
