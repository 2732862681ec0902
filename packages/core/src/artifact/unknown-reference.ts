import { CoreError } from '../errors.js';
import type { WeightMap } from '../plans/weight-map.js';
import type { KnnDetector } from '../eval/knn-detector.js';
import type { MahalanobisDetector } from '../eval/mahalanobis-detector.js';
import { packedRow } from '../math/cholesky.js';

/** What both detectors of unknown pictures compare with. */
export interface UnknownReference {
  readonly knn: KnnDetector;
  readonly mahalanobis: MahalanobisDetector;
}

/** As named tensors: `embeddings` [N, D] unit rows, `means` [C, D], `factor` [D (D + 1) / 2]. @param embeddingSize D */
export function encodeReference({ knn, mahalanobis }: UnknownReference, embeddingSize: number): WeightMap {
  const { means, factor } = mahalanobis;
  return new Map([
    ['embeddings', { shape: [knn.rows, embeddingSize], data: knn.reference }],
    ['means', { shape: [means.length / embeddingSize, embeddingSize], data: means }],
    ['factor', { shape: [factor.length], data: factor }],
  ]);
}

/** @param unknown what the manifest says beside the tensors.
 * @throws CoreError BAD_ARTIFACT when a tensor is missing or does not fit embeddings of that size. */
export function decodeReference(
  tensors: WeightMap,
  embeddingSize: number,
  { k, shrinkage }: { readonly k: number; readonly shrinkage: number },
): UnknownReference {
  const take = (name: string, fits: (length: number) => boolean): Float32Array => {
    const data = tensors.get(name)?.data;
    if (!data || data.length === 0 || !fits(data.length))
      throw new CoreError(
        'BAD_ARTIFACT',
        `artifact: the reference's ${name} ${data ? `has ${data.length} values, which do not fit embeddings of ${embeddingSize}` : 'is missing'}`,
      );
    return data;
  };
  const rows = (length: number): boolean => length % embeddingSize === 0;
  const reference = take('embeddings', rows);
  return {
    knn: { reference, rows: reference.length / embeddingSize, k },
    mahalanobis: {
      means: take('means', rows),
      factor: take('factor', (length) => length === packedRow(embeddingSize)),
      shrinkage,
    },
  };
}
