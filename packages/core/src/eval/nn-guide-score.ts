import { CoreError } from '../errors.js';
import { scanSimilarities } from '../math/scan-similarities.js';
import { embeddingWidth } from '../math/labelled-embeddings.js';
import { logSumExpRows } from '../math/log-sum-exp.js';
import { normaliseRows } from '../math/normalise-rows.js';

/** Known embeddings with how sure the classifier is of each. Plain arrays, so that it can be stored as it is. */
export interface NnGuide {
  /** [N, D] float32 unit rows. */
  readonly reference: Float32Array;
  /** [N] float32: log Σ exp of each row's logits. */
  readonly energies: Float32Array;
  /** Neighbours that guide. */
  readonly k: number;
}

/** Neighbours that the authors take for ImageNet. */
export const GUIDES = 10;

/** Negative energy of a picture times its guidance, the mean over the k largest similarity · energy of the reference; larger for less known. A sure answer
 * counts where known pictures that were sure as well are near. Made for energies above 0, as those of a classifier are whose logits sum to 0.
 * @param features [M, D] float32, of any length.  @param logits [M, C].  @returns [M] float64.  @throws CoreError BAD_SHAPE.
 * @see Park et al., NNGuide, arXiv:2309.14888, eq. 3-5; all of the reference is kept (their α is 1). */
export function nnGuideScores(
  { reference, energies, k }: NnGuide,
  features: Float32Array,
  logits: Float32Array,
  classes: number,
): Float64Array {
  const rows = energies.length;
  const width = embeddingWidth('nnGuideScores', reference, rows);
  const asked = features.length / width;
  if (logits.length !== asked * classes)
    throw new CoreError('BAD_SHAPE', `nnGuideScores: ${asked} rows of ${classes} logits expected, got ${logits.length} values`);
  const own = logSumExpRows(logits, classes);
  const count = Math.min(k, rows);
  scanSimilarities(normaliseRows(features, width).unit, reference, width, (query, products) => {
    const guides = products.map((similarity, row) => similarity * energies[row]!).sort();
    const guidance = guides.subarray(rows - count).reduce((sum, value) => sum + value, 0) / count;
    own[query]! *= -guidance;
  });
  return own;
}
