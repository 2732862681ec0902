import { softmaxProbabilities } from '../math/softmax-probabilities.js';

/** The exponent γ and the number M of largest probabilities that the authors use throughout; fewer classes count all. */
export const GEN = { exponent: 0.1, largest: 100 } as const;

/** Generalised entropy Σ_m p_m^γ (1 - p_m)^γ over the M largest probabilities of each row, larger for less known. It rises steeply where a probability
 * leaves 0 or 1, so that it tells a sure answer from a very sure one.
 * @param logits [N, C].  @returns [N] float64.  @see Liu, Lochman and Zach, GEN, CVPR 2023, eq. 6 and 7 (its negative). */
export function genScores(logits: Float32Array | Float64Array, classes: number): Float64Array {
  const probabilities = softmaxProbabilities(logits, classes);
  return Float64Array.from({ length: logits.length / classes }, (_, row) => {
    const sorted = probabilities
      .slice(row * classes, (row + 1) * classes)
      .sort()
      .reverse();
    // 1 - p of the largest by the others' sum: it may be 1 to the last bit.
    const rest = sorted.reduce((sum, probability, at) => (at === 0 ? 0 : sum + probability), 0);
    return sorted
      .subarray(0, GEN.largest)
      .reduce((sum, probability, at) => sum + (probability * (at === 0 ? rest : 1 - probability)) ** GEN.exponent, 0);
  });
}
