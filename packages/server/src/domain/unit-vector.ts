import { ServerError } from './errors.js';

/** How far from 1 the sum of squares may be that rounding to float32 leaves of a unit vector, and more. */
const ROUNDING = 2 ** -21;

/** A copy of unit length; of one that has it already, as near as float32 can say, byte for byte. A zero vector, which an encoder may give for an odd picture, stays zero and resembles nothing.
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
  const scale = Math.abs(sum - 1) <= ROUNDING ? 1 : sum > 0 ? 1 / Math.sqrt(sum) : 0;
  return vector.map((value) => value * scale);
}

/** Whether a vector can be compared with others: of the right length, every number finite. */
export function isUsable(vector: Float32Array, dimensions: number): boolean {
  return vector.length === dimensions && vector.every((value) => Number.isFinite(value));
}

/** Cosine of two vectors [D] of any length; undefined where one has no direction. */
export function similarityOf(a: Float32Array, b: Float32Array): number | undefined {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : undefined;
}
