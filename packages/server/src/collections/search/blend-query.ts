import { ServerError } from '../../domain/errors.js';
import type { Weights } from './search-wishes.js';

/** What counts how much where nothing is said: Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), 9.1.1. */
const USUAL: Required<Weights> & Record<keyof Weights, number> = { query: 1, like: 0.75, unlike: 0.15 };

/** The query that is nearer to what was liked and farther from what was not: query·q + like·mean(like) - unlike·mean(unlike), at unit length. That is Rocchio's
 * relevance feedback (Rocchio, in Salton, The SMART Retrieval System, 1971), on unit vectors.
 * @param query unit float32 [D]; undefined where only items are given. @param like unit float32 [D] each, at least one where there is no query. @returns unit float32 [D].
 * @throws ServerError BAD_VECTOR where nothing is left of it. */
export function blendQuery(
  query: Float32Array | undefined,
  like: readonly Float32Array[],
  unlike: readonly Float32Array[],
  weights: Weights = {},
): Float32Array {
  const parts = [
    { vectors: query === undefined ? [] : [query], weight: weights.query ?? USUAL.query },
    { vectors: like, weight: weights.like ?? USUAL.like },
    { vectors: unlike, weight: -(weights.unlike ?? USUAL.unlike) },
  ];
  const [first] = parts.flatMap(({ vectors }) => vectors);
  const sum = new Float64Array(first?.length ?? 0);
  for (const { vectors, weight } of parts)
    for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += (weight / vectors.length) * vector[i]!;
  const length = Math.hypot(...sum);
  // What cancels out leaves no direction but that of the rounding.
  if (!(length > 1e-6))
    throw new ServerError('BAD_VECTOR', 'like and unlike: nothing is left of the query; they cancel each other out, or all weights are 0');
  return Float32Array.from(sum, (value) => value / length);
}
