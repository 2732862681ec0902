import { CoreError } from '../errors.js';
import { embeddingWidth } from '../math/labelled-embeddings.js';
import { normaliseRows } from '../math/normalise-rows.js';
import { scanSimilarities } from '../math/scan-similarities.js';

/** Known embeddings to be near to. Plain arrays, so that it can be stored as it is. */
export interface KnnDetector {
  /** [N, D] float32 unit rows. */
  readonly reference: Float32Array;
  readonly rows: number;
  /** Which neighbour's distance counts. */
  readonly k: number;
}

/** @param embeddings [N, D] float32 of known classes.  @param k which neighbour counts, at most N; default 5: the authors' 50 to 1000 are
 * for data sets of 50,000 and more.  @throws CoreError BAD_SHAPE.  @see Sun et al., arXiv:2204.06507, algorithm 1. */
export function fitKnnDetector(embeddings: Float32Array, rows: number, k = 5): KnnDetector {
  const width = embeddingWidth('fitKnnDetector', embeddings, rows);
  if (!Number.isInteger(k) || k < 1) throw new CoreError('BAD_SHAPE', `fitKnnDetector: k must be a whole number of at least 1, got ${k}`);
  return { reference: normaliseRows(embeddings, width).unit, rows, k: Math.min(k, rows) };
}

/** 1 - cosine similarity of the k-th nearest reference row, larger for less known, 0..2. (The authors' euclidean distance of unit
 * vectors orders alike: it is the square root of twice this.)
 * @param embeddings [M, D] float32.  @returns [M] float64.  @throws CoreError BAD_SHAPE. */
export function knnScores({ reference, rows, k }: KnnDetector, embeddings: Float32Array): Float64Array {
  const width = embeddingWidth('knnScores', reference, rows);
  if (embeddings.length % width !== 0)
    throw new CoreError('BAD_SHAPE', `knnScores: embeddings must be rows of ${width}, got ${embeddings.length} values`);
  const scores = new Float64Array(embeddings.length / width);
  scanSimilarities(normaliseRows(embeddings, width).unit, reference, width, (query, products) => {
    scores[query] = 1 - products.toSorted()[rows - Math.min(k, rows)]!;
  });
  return scores;
}
