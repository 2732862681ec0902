import { CoreError } from '../errors.js';
import { linearLogits, type LinearClassifier } from '../heads/linear-classifier.js';
import { normaliseRows } from '../math/normalise-rows.js';
import { scanPairs } from '../math/scan-similarities.js';
import { softmaxProbabilities } from '../math/softmax-probabilities.js';
import type { WeightMap } from '../plans/weight-map.js';
import { CONFIDENCE_BINS, confidenceBin, type DriftRecord } from './drift-record.js';

/** What the pictures that come later are compared with: figures of validation pictures, and none of the pictures themselves. */
export interface DriftReference {
  readonly record: DriftRecord;
  /** [D] mean of the unit embeddings. */
  readonly mean: Float32Array;
}

/** Rows whose products with each other are taken, at most: a second or so of 2,048 features. */
const MOST_ROWS = 1000;
/** Fewer rows say nothing of how far rows lie apart. */
const FEWEST_ROWS = 2;

/** Takes the figures of validation pictures that later ones are compared with.
 * @param features [N, D] of the frozen encoder, not normalised, of pictures that the classifier was not fitted on: of those that it has seen it is too sure.
 * @param temperature of its probabilities.  @returns undefined for fewer than two pictures.  @throws CoreError BAD_SHAPE. */
export function fitDriftReference(features: Float32Array, classifier: LinearClassifier, temperature: number): DriftReference | undefined {
  const classes = classifier.bias.length;
  const width = classifier.weight.length / classes;
  const images = features.length / width;
  const probabilities = softmaxProbabilities(linearLogits(classifier, features, images), classes, temperature);
  if (images < FEWEST_ROWS) return undefined;
  const confidence = new Array<number>(CONFIDENCE_BINS).fill(0);
  const predicted = new Array<number>(classes).fill(0);
  for (let row = 0; row < images; row++) {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    const highest = own.reduce((most, value) => Math.max(most, value), 0);
    confidence[confidenceBin(highest)]!++;
    predicted[own.indexOf(highest)]!++;
  }
  const { unit } = normaliseRows(features, width);
  const mean = meanOf(unit, width);
  return { record: { taking: 1, images, confidence, predicted, squaredCovariance: squaredCovariance(unit, width) }, mean };
}

/** As tensors of a file. */
export function encodeDrift({ mean }: DriftReference): WeightMap {
  return new Map([['mean', { shape: [mean.length], data: mean }]]);
}

/** @throws CoreError BAD_ARTIFACT where they do not fit what the manifest says. */
export function decodeDrift(
  tensors: WeightMap,
  record: DriftRecord,
  { embeddingSize, labels }: { readonly embeddingSize: number; readonly labels: readonly string[] },
): DriftReference {
  const mean = tensors.get('mean')?.data;
  if (mean?.length !== embeddingSize || record.predicted.length !== labels.length || !mean.every(Number.isFinite))
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact: drift/ does not fit embeddings of ${embeddingSize} and ${labels.length} classes: it has a mean of ${mean?.length ?? 'no'} values and ${record.predicted.length} classes`,
    );
  return { record, mean };
}

function meanOf(rows: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) sums[at % width]! += rows[at]!;
  return Float32Array.from(sums, (sum) => sum / (rows.length / width));
}

/** tr(Σ²) as the mean of (xᵢ · xⱼ)² over pairs of two centred rows, which needs no normal distribution, as tr(S²) without its bias would; of many rows, of every n-th.
 * @see Chen and Qin, Annals of Statistics 38 (2010), 808-835, section 3. */
function squaredCovariance(rows: Float32Array, width: number): number {
  const every = Math.ceil(rows.length / width / MOST_ROWS);
  const taken = Math.floor(rows.length / width / every);
  const centred = new Float32Array(taken * width);
  for (let row = 0; row < taken; row++) centred.set(rows.subarray(row * every * width, (row * every + 1) * width), row * width);
  const mean = meanOf(centred, width);
  for (let at = 0; at < centred.length; at++) centred[at]! -= mean[at % width]!;
  let sum = 0;
  scanPairs(centred, width, (_row, products) => {
    for (const product of products) sum += product * product;
  });
  return (2 * sum) / (taken * (taken - 1));
}
