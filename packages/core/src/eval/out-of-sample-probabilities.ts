import { CoreError } from '../errors.js';
import { fitLinearClassifier, linearLogits } from '../heads/linear-classifier.js';
import { assertLabels, embeddingWidth, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { softmaxProbabilities } from '../math/softmax-probabilities.js';
import { createRng } from '../rng.js';

/** How rows are split and how the classifiers that judge them are fitted. */
export interface OutOfSampleOptions {
  readonly seed: number;
  /** Parts, each judged by a classifier fitted on the others. Default 5. */
  readonly folds?: number;
  /** Of the classifier; default 1e-2: what is to be doubted must not be learnt by heart. */
  readonly l2?: number;
  /** L-BFGS iterations at most. Default 60. */
  readonly iterations?: number;
}

/** Probabilities of each row from a linear classifier that never saw the row: k-fold, every class spread evenly over the folds.
 * (`knnProbabilities` without queries is the other way to judge rows by the rest.)
 * @returns [N, C] float64.  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function outOfSampleProbabilities(data: LabelledEmbeddings, classes: number, options: OutOfSampleOptions): Float64Array {
  const { seed, folds = 5, l2 = 1e-2, iterations = 60 } = options;
  const { embeddings, labels } = data;
  const rows = labels.length;
  const width = embeddingWidth('outOfSampleProbabilities', embeddings, rows);
  assertLabels('outOfSampleProbabilities', labels, rows, classes);
  if (!Number.isInteger(folds) || folds < 2 || folds > rows)
    throw new CoreError('BAD_SHAPE', `outOfSampleProbabilities: folds must be a whole number from 2 to the ${rows} rows, got ${folds}`);
  const foldOf = stratifiedFolds(labels, folds, seed);
  const probabilities = new Float64Array(rows * classes);
  for (let fold = 0; fold < folds; fold++) {
    const inside = Array.from(foldOf.keys()).filter((row) => foldOf[row] === fold);
    const outside = Array.from(foldOf.keys()).filter((row) => foldOf[row] !== fold);
    const pick = (chosen: readonly number[]): Float32Array => {
      const picked = new Float32Array(chosen.length * width);
      chosen.forEach((row, at) => {
        picked.set(embeddings.subarray(row * width, (row + 1) * width), at * width);
      });
      return picked;
    };
    const known = Int32Array.from(outside, (row) => labels[row]!);
    const classifier = fitLinearClassifier(pick(outside), outside.length, known, classes, { l2, iterations });
    const judged = softmaxProbabilities(linearLogits(classifier, pick(inside), inside.length), classes);
    inside.forEach((row, at) => {
      probabilities.set(judged.subarray(at * classes, (at + 1) * classes), row * classes);
    });
  }
  return probabilities;
}

/** The rows shuffled, ordered by class and dealt out in turn: folds and classes differ by at most one row. @returns [N] fold of each row */
export function stratifiedFolds(labels: Int32Array, folds: number, seed: number): Int32Array {
  const shuffled = createRng(seed, 'folds').shuffle(Array.from(labels.keys()));
  const foldOf = new Int32Array(labels.length);
  // Sorting is stable: inside a class the shuffled order stays.
  shuffled
    .toSorted((a, b) => labels[a]! - labels[b]!)
    .forEach((row, at) => {
      foldOf[row] = at % folds;
    });
  return foldOf;
}
