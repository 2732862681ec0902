/** The paper's equation 2 as it is printed, in plain float64 loops: the oracle the fast loss is held against.
 * @param similarities [n, n], the diagonal unused.
 * @returns mean over anchors with a positive, d loss / d similarities [n, n] row by row (before adding the transpose), lone anchors. */
export function naiveSupCon(
  similarities: ArrayLike<number>,
  labels: ArrayLike<number>,
  temperature: number,
): { loss: number; gradient: Float64Array; lone: number } {
  const n = labels.length;
  const anchors = Array.from({ length: n }, (_, i) => i).filter((i) => positivesOf(labels, i).length > 0);
  const gradient = new Float64Array(n * n);
  let loss = 0;
  for (const i of anchors) {
    const positives = positivesOf(labels, i);
    const others = Array.from({ length: n }, (_, a) => a).filter((a) => a !== i);
    const logit = (a: number): number => similarities[i * n + a]! / temperature;
    // Exponentials relative to the largest of the others: the same ratio, without overflow at small temperatures.
    const largest = Math.max(...others.map(logit));
    const denominator = others.reduce((sum, a) => sum + Math.exp(logit(a) - largest), 0);
    for (const p of positives) {
      const logProbability = logit(p) - largest - Math.log(denominator);
      loss -= logProbability / positives.length / anchors.length;
      // d(-log softmax_p)/d logit_a = softmax_a - [a = p]
      for (const a of others) {
        const softmax = Math.exp(logit(a) - largest) / denominator;
        const factor = 1 / (positives.length * anchors.length * temperature);
        gradient[i * n + a]! += (softmax - (a === p ? 1 : 0)) * factor;
      }
    }
  }
  return { loss, gradient, lone: n - anchors.length };
}

function positivesOf(labels: ArrayLike<number>, i: number): number[] {
  return Array.from({ length: labels.length }, (_, p) => p).filter((p) => p !== i && labels[p] === labels[i]);
}
