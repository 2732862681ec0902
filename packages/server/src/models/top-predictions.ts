/** A class with its probability. */
export interface Prediction {
  readonly label: string;
  /** 0..1, softmax over all classes. */
  readonly probability: number;
}

/** The k most probable classes, best first, equal ones in class order.
 * @param logits float32 [C]. @param labels [C]. */
export function topPredictions(logits: Float32Array, labels: readonly string[], k: number): Prediction[] {
  const highest = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return labels
    .map((label, i) => ({ label, probability: weights[i]! / sum }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, k);
}
