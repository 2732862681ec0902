import { CoreError } from '../errors.js';
import type { WeightMap } from '../plans/weight-map.js';
import type { UnknownReference } from '../eval/unknown-score.js';
import { packedRow } from '../math/cholesky.js';

/** As named tensors: `embeddings` [N, D] unit rows, `means` [C, D], `factor` [D (D + 1) / 2], and since more scores are known `shares` [C], `centre` [D]
 * and `energies` [N]. @param embeddingSize D */
export function encodeReference({ knn, mahalanobis, more }: UnknownReference, embeddingSize: number): WeightMap {
  const { means, factor } = mahalanobis;
  const vector = (data: Float32Array): { shape: number[]; data: Float32Array } => ({ shape: [data.length], data });
  return new Map([
    ['embeddings', { shape: [knn.rows, embeddingSize], data: knn.reference }],
    ['means', { shape: [means.length / embeddingSize, embeddingSize], data: means }],
    ['factor', vector(factor)],
    ...(more ? Object.entries(more).map(([name, data]) => [name, vector(data)] as const) : []),
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
  const exactly =
    (count: number) =>
    (length: number): boolean =>
      length === count;
  const reference = take('embeddings', rows);
  const means = take('means', rows);
  const knn = { reference, rows: reference.length / embeddingSize, k };
  const mahalanobis = { means, factor: take('factor', exactly(packedRow(embeddingSize))), shrinkage };
  if (!tensors.has('centre')) return { knn, mahalanobis };
  return {
    knn,
    mahalanobis,
    more: {
      shares: take('shares', exactly(means.length / embeddingSize)),
      centre: take('centre', exactly(embeddingSize)),
      energies: take('energies', exactly(knn.rows)),
    },
  };
}
