/** A class with its probability. */
export interface Prediction {
  readonly label: string;
  /** 0..1, softmax over all classes. */
  readonly probability: number;
}

/** Softmax of logits at a temperature: with the one that validation pictures were calibrated at, probabilities that mean what they say.
 * @param logits float32 [C]. @param temperature above 0. @returns float64 [C].
 * @see Guo et al., On Calibration of Modern Neural Networks, arXiv:1706.04599, section 4.2. */
export function probabilities(logits: Float32Array, temperature: number): Float64Array {
  const highest = Math.max(...logits);
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The k most probable classes, best first, equal ones in class order.
 * @param probabilities [C]. @param labels [C]. */
export function topPredictions(probabilities: Float64Array, labels: readonly string[], k: number): Prediction[] {
  return labels
    .map((label, i) => ({ label, probability: probabilities[i]! }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, k);
}
