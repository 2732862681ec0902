import { fitLinearClassifier, knnAccuracy, selectLinearClassifier, type LinearClassifier } from '@supcon/core';
import type { DataSet } from '../data/data-set.js';
import { accuracy, predictLabels } from './class-accuracy.js';
import { ITERATIONS, NEIGHBOURS } from './evaluation-protocol.js';
import { fitClasses, type ClassFit } from './fit-classes.js';
import { fitConfidence, type Confidence } from './fit-confidence.js';
import { stackEmbeddings } from './stack-embeddings.js';
import { embedAugmented, embedImages } from './embed-images.js';
import type { PictureEncoder } from './picture-encoder.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import type { Reporter } from '../console/reporter.js';

/** What stage 2 works with: the frozen encoder and the data. */
export interface StageTwoOptions {
  readonly encoder: PictureEncoder;
  readonly data: DataSet;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly reporter: Reporter;
}

/** What stage 2 works on: every picture, embedded. */
export interface StageTwoEmbeddings {
  /** [T + V, D] of the training pictures and, behind them, the validation pictures. */
  readonly clean: Float32Array;
  /** The same of one random view of each, for each augmented copy. */
  readonly augmented: readonly Float32Array[];
  /** [N, D] of the test pictures. */
  readonly test: Float32Array;
}

/** What stage 2 fitted and measured. */
export interface StageTwoResult {
  /** Fitted on training and validation pictures, with what validation chose. */
  readonly classifier: LinearClassifier;
  readonly l2: number;
  /** Augmented copies in the fit, 0 when validation preferred the clean pictures alone. */
  readonly augmentedPasses: number;
  /** Of the classifier fitted on the training pictures alone, 0..1. */
  readonly validation: { readonly linear: number; readonly knn: number };
  readonly test: { readonly linear: number; readonly knn: number; readonly predicted: Int32Array };
  /** Temperature of the probabilities and thresholds for unknown pictures, set on validation. */
  readonly confidence: Confidence;
  /** What all of it was fitted and measured on. */
  readonly embeddings: Pick<StageTwoEmbeddings, 'clean' | 'test'>;
  /** What classes are added and taken out with later; undefined where there is too much to keep. */
  readonly classes: ClassFit | undefined;
}

/** Stage 2: a linear classifier on embeddings of the frozen encoder in inference mode. Validation chooses the L2 strength and whether
 * augmented copies help; the final fit takes the validation pictures in, and only then is the test split looked at, once. */
export async function stageTwo(options: StageTwoOptions): Promise<StageTwoResult> {
  const trained = options.recipe.stage1.loss !== 'none';
  return fitStageTwo(await embedSplits(options), options.encoder.embeddingSize, { ...options, trained });
}

async function embedSplits(options: StageTwoOptions): Promise<StageTwoEmbeddings> {
  const { encoder, data, recipe, seed, reporter } = options;
  const { train, validation, test } = data.split;
  const passes = recipe.stage2.augmentedPasses;
  const learnable = [...train, ...validation];
  const total = learnable.length * (1 + passes) + test.length;
  const task = reporter.task('Embedding', total, 'images');
  let before = 0;
  const counted = async (embed: (onImages: (done: number) => void) => Promise<Float32Array>): Promise<Float32Array> => {
    let last = 0;
    const result = await embed((done) => {
      last = done;
      task.update(before + done);
    });
    before += last;
    return result;
  };
  const clean = await counted((onImages) => embedImages(encoder, data.evaluation, learnable, onImages));
  const augmented: Float32Array[] = [];
  for (let pass = 0; pass < passes; pass++)
    augmented.push(
      await counted((onImages) =>
        embedAugmented(encoder, data.training, learnable, { augment: recipe.augment, size: recipe.trainSize, seed, pass }, onImages),
      ),
    );
  const testEmbeddings = await counted((onImages) => embedImages(encoder, data.evaluation, test, onImages));
  task.stop();
  return { clean, augmented, test: testEmbeddings };
}

/** Stage 2 on pictures that are embedded already. @param width D of the embeddings. @param options.trained whether what made them was trained on these classes. */
export function fitStageTwo(
  { clean, augmented, test: testEmbeddings }: StageTwoEmbeddings,
  width: number,
  { data, recipe, seed, trained }: Pick<StageTwoOptions, 'data' | 'recipe' | 'seed'> & { readonly trained: boolean },
): StageTwoResult {
  const { train, validation, test } = data.split;
  const learnable = [...train, ...validation];
  const passes = augmented.length;
  const classesOf = (indices: readonly number[]): Int32Array => Int32Array.from(indices, (index) => data.classes[index]!);
  const trainRows = train.length * width;
  const classes = data.labels.length;
  const onTrain = { embeddings: clean.subarray(0, trainRows), labels: classesOf(train) };
  const onValidation = { embeddings: clean.subarray(trainRows), labels: classesOf(validation) };
  const { scaling } = recipe.stage2;
  const grid = { grid: recipe.stage2.l2, iterations: ITERATIONS, scaling };
  const plain = selectLinearClassifier(onTrain, onValidation, classes, grid);
  const withCopies =
    passes === 0
      ? undefined
      : selectLinearClassifier(
          stackEmbeddings([onTrain, ...augmented.map((rows) => ({ ...onTrain, embeddings: rows.subarray(0, trainRows) }))]),
          onValidation,
          classes,
          grid,
        );
  const helped = withCopies !== undefined && withCopies.validationAccuracy > plain.validationAccuracy;
  const chosen = helped ? withCopies : plain;

  const learnt = { embeddings: clean, labels: classesOf(learnable) };
  const final = stackEmbeddings([learnt, ...(helped ? augmented.map((rows) => ({ ...learnt, embeddings: rows })) : [])]);
  const classifier = fitLinearClassifier(final.embeddings, final.labels.length, final.labels, classes, {
    l2: chosen.l2,
    iterations: ITERATIONS,
    scaling,
  });
  const onTest = { embeddings: testEmbeddings, labels: classesOf(test) };
  const predicted = predictLabels(classifier, testEmbeddings, test.length);
  return {
    classifier,
    l2: chosen.l2,
    augmentedPasses: helped ? passes : 0,
    validation: { linear: chosen.validationAccuracy, knn: knnAccuracy(onTrain, onValidation, NEIGHBOURS) },
    test: { linear: accuracy(predicted, onTest.labels), knn: knnAccuracy(learnt, onTest, NEIGHBOURS), predicted },
    confidence: fitConfidence(
      { classifier: chosen.classifier, fit: { l2: chosen.l2, scaling }, train: onTrain, validation: onValidation },
      { trained, seed },
    ),
    embeddings: { clean, test: testEmbeddings },
    classes: fitClasses(learnt, train.length, classes, chosen.validationAccuracy),
  };
}
