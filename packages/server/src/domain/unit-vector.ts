import { ServerError } from './errors.js';

/** A copy of unit length. A zero vector, which an encoder may give for an odd picture, stays zero and resembles nothing.
 * @param vector [dimensions]. @throws ServerError BAD_VECTOR for another length or a number that is not finite. */
export function unitVector(vector: Float32Array, dimensions: number): Float32Array {
  if (vector.length !== dimensions)
    throw new ServerError('BAD_VECTOR', `vector: expected ${dimensions} numbers, the size of the embedding, got ${vector.length}`);
  let sum = 0;
  for (let i = 0; i < dimensions; i++) {
    const value = vector[i]!;
    if (!Number.isFinite(value)) throw new ServerError('BAD_VECTOR', `vector: number ${i} is ${value}; all must be finite float32`);
    sum += value * value;
  }
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  return vector.map((value) => value * scale);
}
