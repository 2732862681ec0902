import { softmaxProbabilities } from '../math/softmax-probabilities.js';

/** 1 - the largest probability of each row, larger for less known, 0..1. Summed over the other classes, so that answers of 0.99999999999 and of 1 differ.
 * @param logits [N, C].  @returns [N] float64.  @see Hendrycks and Gimpel, arXiv:1610.02136, section 2: maximum softmax probability. */
export function mspScores(logits: Float32Array | Float64Array, classes: number): Float64Array {
  const probabilities = softmaxProbabilities(logits, classes);
  return Float64Array.from({ length: logits.length / classes }, (_, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    const best = own.indexOf(own.reduce((a, b) => Math.max(a, b), 0));
    return own.reduce((sum, probability, c) => (c === best ? sum : sum + probability), 0);
  });
}
