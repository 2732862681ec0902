import { CoreError } from '../errors.js';
import { assertLabels, embeddingWidth, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { minimise } from '../math/lbfgs.js';
import { linearBackward, linearForward } from '../math/linear-products.js';
import { softmaxRows } from '../math/softmax-rows.js';

/** logits = embedding · weight + bias, on embeddings as the encoder gives them (not normalised). */
export interface LinearClassifier {
  /** [D, C] float32, row-major. */
  readonly weight: Float32Array;
  /** [C] float32. */
  readonly bias: Float32Array;
}

/** How strongly weights are held small, and how long L-BFGS may take. */
export interface LinearFitOptions {
  /** Weight of ‖W‖² / 2 on scaled features, beside the mean cross-entropy; the bias is free. Default 1e-3. */
  readonly l2?: number;
  /** L-BFGS iterations at most. Default 300. */
  readonly iterations?: number;
  /** Default `feature`. */
  readonly scaling?: FeatureScaling;
}

/** How features are brought to a common size before the penalty weighs them. `feature`: each to variance 1, so that one that hardly varies counts as
 * much as any other. `common`: all by one factor, to variance 1 on average, so that what varies most counts most; the better prior for pretrained
 * encoders, whose thousand features are not all about these classes. Both are centred. */
export type FeatureScaling = 'feature' | 'common';

/** The classifier of the regularisation that validation liked best. */
export interface SelectedLinearClassifier {
  readonly classifier: LinearClassifier;
  readonly l2: number;
  /** Share of validation rows answered right, 0..1. */
  readonly validationAccuracy: number;
}

/** From hardly any to almost only regularisation; half a decade more often than it matters. */
export const L2_GRID: readonly number[] = [1, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5];

/** Multinomial logistic regression on frozen embeddings: stage 2. Features are centred and scaled inside, which is folded into the result. Convex and solved from zero, so there is no seed: the same data give the same classifier.
 * @param embeddings [N, D] float32.  @param rows N.  @param labels [N], 0..C-1.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitLinearClassifier(
  embeddings: Float32Array,
  rows: number,
  labels: Int32Array,
  classes: number,
  options: LinearFitOptions = {},
): LinearClassifier {
  const problem = scaledProblem('fitLinearClassifier', { embeddings, labels }, rows, classes, options.scaling);
  return problem.fold(problem.solve(problem.zero(), options));
}

/** Fits one classifier for each l2 of a grid and takes the one with the best validation accuracy; of equals, the lower validation loss.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function selectLinearClassifier(
  train: LabelledEmbeddings,
  validation: LabelledEmbeddings,
  classes: number,
  options: { readonly grid?: readonly number[] } & Pick<LinearFitOptions, 'iterations' | 'scaling'> = {},
): SelectedLinearClassifier {
  const where = 'selectLinearClassifier';
  const { grid = L2_GRID, iterations, scaling } = options;
  const problem = scaledProblem(where, train, train.labels.length, classes, scaling);
  const rows = validation.labels.length;
  embeddingWidth(where, validation.embeddings, rows);
  assertLabels(where, validation.labels, rows, classes);
  let best: (SelectedLinearClassifier & { readonly loss: number }) | undefined;
  let start = problem.zero();
  // Strong regularisation first: each solution is a good start for the next, weaker one.
  for (const l2 of grid.toSorted((a, b) => b - a)) {
    start = problem.solve(start, { l2, ...(iterations === undefined ? {} : { iterations }) });
    const classifier = problem.fold(start);
    const { loss, correct } = softmaxRows(linearLogits(classifier, validation.embeddings, rows), classes, validation.labels);
    const validationAccuracy = correct / rows;
    if (!best || validationAccuracy > best.validationAccuracy || (validationAccuracy === best.validationAccuracy && loss < best.loss))
      best = { classifier, l2, validationAccuracy, loss };
  }
  if (!best) throw new CoreError('BAD_SHAPE', `${where}: the grid of l2 values is empty`);
  return { classifier: best.classifier, l2: best.l2, validationAccuracy: best.validationAccuracy };
}

/** @param embeddings [N, D] float32.  @returns [N, C] float32.  @throws CoreError BAD_SHAPE when D is not the classifier's. */
export function linearLogits({ weight, bias }: LinearClassifier, embeddings: Float32Array, rows: number): Float32Array {
  const classes = bias.length;
  const width = weight.length / classes;
  if (embeddings.length !== rows * width)
    throw new CoreError('BAD_SHAPE', `linearLogits: ${rows} embeddings of ${width} are ${rows * width} values, got ${embeddings.length}`);
  const logits = new Float32Array(rows * classes);
  const sums = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    sums.set(bias);
    for (let d = 0; d < width; d++) {
      const value = embeddings[row * width + d]!;
      for (let c = 0; c < classes; c++) sums[c]! += value * weight[d * classes + c]!;
    }
    logits.set(sums, row * classes);
  }
  return logits;
}

/** Share of rows whose largest logit is their label's, 0..1. @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function linearAccuracy(classifier: LinearClassifier, { embeddings, labels }: LabelledEmbeddings): number {
  const classes = classifier.bias.length;
  embeddingWidth('linearAccuracy', embeddings, labels.length);
  assertLabels('linearAccuracy', labels, labels.length, classes);
  return softmaxRows(linearLogits(classifier, embeddings, labels.length), classes, labels).correct / labels.length;
}

interface ScaledProblem {
  /** Where every fit begins: all weights 0. */
  zero(): Float64Array;
  /** Best parameters [C, D] then [C], for scaled features. */
  solve(start: Float64Array, options: LinearFitOptions): Float64Array;
  /** The same classifier for features as they come. */
  fold(parameters: Float64Array): LinearClassifier;
}

function scaledProblem(
  where: string,
  { embeddings, labels }: LabelledEmbeddings,
  rows: number,
  classes: number,
  scaling: FeatureScaling = 'feature',
): ScaledProblem {
  const width = embeddingWidth(where, embeddings, rows);
  assertLabels(where, labels, rows, classes);
  const { mean, deviation } = columnStatistics(embeddings, width, scaling);
  const features = embeddings.map((value, at) => (value - mean[at % width]!) / deviation[at % width]!);
  const logits = new Float64Array(rows * classes);
  const biasAt = classes * width;

  const objective =
    (l2: number) =>
    (parameters: Float64Array, gradient: Float64Array): number => {
      linearForward(features, rows, width, parameters, classes, logits);
      const softmax = softmaxRows(logits, classes, labels);
      linearBackward(features, rows, width, softmax.gradient, classes, gradient);
      let square = 0;
      for (let i = 0; i < biasAt; i++) {
        square += parameters[i]! * parameters[i]!;
        gradient[i]! += l2 * parameters[i]!;
      }
      return softmax.loss + (l2 / 2) * square;
    };

  return {
    zero: () => new Float64Array(biasAt + classes),
    solve: (start, { l2 = 1e-3, iterations = 300 }) => {
      if (!(l2 >= 0)) throw new CoreError('BAD_SHAPE', `${where}: l2 must be a number of at least 0, got ${l2}`);
      return minimise(objective(l2), start, { iterations, tolerance: 1e-5 }).x;
    },
    fold: (parameters) => {
      const weight = new Float32Array(width * classes);
      const bias = Float64Array.from(parameters.subarray(biasAt));
      for (let c = 0; c < classes; c++)
        for (let d = 0; d < width; d++) {
          const own = parameters[c * width + d]! / deviation[d]!;
          weight[d * classes + c] = own;
          bias[c]! -= own * mean[d]!;
        }
      return { weight, bias: Float32Array.from(bias) };
    },
  };
}

/** Mean of each feature and what its distance from that is divided by: its standard deviation, or one for all, the root of the mean variance. Infinite where
 * a feature varies by no more than rounding, which takes it out. */
function columnStatistics(
  embeddings: Float32Array,
  width: number,
  scaling: FeatureScaling,
): { mean: Float64Array; deviation: Float64Array } {
  const rows = embeddings.length / width;
  const mean = new Float64Array(width);
  embeddings.forEach((value, at) => (mean[at % width]! += value / rows));
  const deviation = new Float64Array(width);
  embeddings.forEach((value, at) => (deviation[at % width]! += (value - mean[at % width]!) ** 2 / rows));
  const common = Math.sqrt(deviation.reduce((sum, variance) => sum + variance, 0) / width);
  deviation.forEach((variance, d) => {
    const own = Math.sqrt(variance);
    const varies = own > 1e-6 * Math.abs(mean[d]!) && own > 1e-12;
    deviation[d] = varies ? (scaling === 'common' ? common : own) : Number.POSITIVE_INFINITY;
  });
  return { mean, deviation };
}
