import { CoreError } from '../errors.js';
import { linearLogits, type LinearClassifier } from '../heads/linear-classifier.js';
import { logSumExpRows } from '../math/log-sum-exp.js';
import type { LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { fdbdScores } from './fdbd-score.js';
import { genScores } from './gen-score.js';
import { fitKnnDetector, knnScores, type KnnDetector } from './knn-detector.js';
import { factorWidth, fitMahalanobisDetector, nearestMeans, type MahalanobisDetector } from './mahalanobis-detector.js';
import { mspScores } from './msp-score.js';
import { GUIDES, nnGuideScores } from './nn-guide-score.js';
import { relativeMahalanobisScores } from './relative-mahalanobis-score.js';
import { scaleScores } from './scale-score.js';
import { whitenedRows } from './whitened-rows.js';

/** The scores of how unknown a picture is: larger for less known. */
export const UNKNOWN_SCORES = ['msp', 'gen', 'fdbd', 'scale', 'relativeMahalanobis', 'mahalanobis', 'knn', 'nnGuide'] as const;

/** Name of a score of how unknown a picture is. */
export type UnknownScoreName = (typeof UNKNOWN_SCORES)[number];

/** The score to ask where none is measured to be better: the only one that weighs both what the classifier says and which known pictures are near. Logits
 * alone and distances alone each fail on some left-out classes (docs/benchmarks.md). */
export const DEFAULT_UNKNOWN_SCORE: UnknownScoreName = 'nnGuide';

/** What the scores know of the training pictures, beside the classifier. Plain arrays, so that it can be stored as it is. */
export interface UnknownReference {
  readonly knn: KnnDetector;
  readonly mahalanobis: MahalanobisDetector;
  /** What `relativeMahalanobis`, `fdbd` and `nnGuide` need more; artifacts of before these scores lack it. */
  readonly more?: {
    /** [M] share of the training rows in each class of `mahalanobis.means`. */
    readonly shares: Float32Array;
    /** [D] mean of the training features, not normalised. */
    readonly centre: Float32Array;
    /** [N] log Σ exp of the logits of each row of `knn.reference`. */
    readonly energies: Float32Array;
  };
}

/** Fits what all scores need.
 * @param train features of the frozen encoder, not normalised, that class means, covariance and centre are of.  @param kept of them to compare with one by one.
 * @param classifier of as many classes as there are labels.  @param k neighbour that counts in `knn`; default 5.  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitUnknownReference(
  train: LabelledEmbeddings,
  kept: LabelledEmbeddings,
  classifier: LinearClassifier,
  k?: number,
): UnknownReference {
  const classes = classifier.bias.length;
  const rows = train.labels.length;
  const mahalanobis = fitMahalanobisDetector(train, classes);
  const counts = new Float32Array(classes);
  for (const label of train.labels) counts[label]!++;
  const centre = new Float64Array(train.embeddings.length / rows);
  train.embeddings.forEach((value, at) => (centre[at % centre.length]! += value / rows));
  return {
    knn: fitKnnDetector(kept.embeddings, kept.labels.length, k),
    mahalanobis,
    more: {
      shares: counts.filter((count) => count > 0).map((count) => count / rows),
      centre: Float32Array.from(centre),
      energies: Float32Array.from(logSumExpRows(linearLogits(classifier, kept.embeddings, kept.labels.length), classes)),
    },
  };
}

/** How unknown pictures are, by whichever score is asked for: larger for less known, on a scale of the score's own. What two scores share is computed once.
 * @param features [N, D] of the encoder, not normalised; where only unit ones are known, `restoreLength` first.  @param logits [N, C] of the classifier.
 * @returns a function from a score's name to [N] float64.  @throws CoreError BAD_SHAPE, also where the reference lacks what a score needs. */
export function unknownScorer(
  { knn, mahalanobis, more }: UnknownReference,
  classifier: LinearClassifier,
  features: Float32Array,
  logits: Float32Array,
): (name: UnknownScoreName) => Float64Array {
  const classes = classifier.bias.length;
  const width = factorWidth(mahalanobis);
  const rows = logits.length / classes;
  if (features.length !== rows * width)
    throw new CoreError(
      'BAD_SHAPE',
      `unknownScorer: ${rows} rows of logits need as many features of ${width}, got ${features.length} values`,
    );
  let whitened: Float64Array | undefined;
  const points = (): Float64Array => (whitened ??= whitenedRows(mahalanobis.factor, features, width));
  return (name) => {
    switch (name) {
      case 'msp':
        return mspScores(logits, classes);
      case 'gen':
        return genScores(logits, classes);
      case 'scale':
        return scaleScores(classifier.bias, features, logits);
      case 'knn':
        return knnScores(knn, features);
      case 'mahalanobis':
        return nearestMeans(mahalanobis, points());
      case 'fdbd':
        return fdbdScores(classifier, needed(more, name).centre, features, logits);
      case 'relativeMahalanobis':
        return relativeMahalanobisScores(mahalanobis, needed(more, name).shares, points());
      case 'nnGuide':
        return nnGuideScores({ reference: knn.reference, energies: needed(more, name).energies, k: GUIDES }, features, logits, classes);
    }
  };
}

function needed<T>(more: T | undefined, name: UnknownScoreName): T {
  if (more === undefined)
    throw new CoreError('BAD_SHAPE', `unknownScorer: the reference was made before score ${name} and lacks what it needs; fit it again`);
  return more;
}
