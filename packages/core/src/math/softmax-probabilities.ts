/** exp(z_c / T) / Σ exp(z / T) of each row, in float64. @param logits [N, C].  @param temperature > 0, default 1.  @returns [N, C]. */
export function softmaxProbabilities(logits: Float32Array | Float64Array, classes: number, temperature = 1): Float64Array {
  const probabilities = new Float64Array(logits.length);
  for (let begin = 0; begin < logits.length; begin += classes) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = begin; at < begin + classes; at++) largest = Math.max(largest, logits[at]!);
    let sum = 0;
    for (let at = begin; at < begin + classes; at++) sum += probabilities[at] = Math.exp((logits[at]! - largest) / temperature);
    for (let at = begin; at < begin + classes; at++) probabilities[at]! /= sum;
  }
  return probabilities;
}
