import { maskedLogSumExp } from '../math/masked-log-sum-exp.js';

/** How single anchors add up to one number; they differ by a factor, so learning rates do not carry over.
 * - `paper` (default): mean over the anchors that have a positive.
 * - `supcontrast`: times temperature / 0.07, mean over all anchors (HobbitLong/SupContrast `losses.py`).
 * - `google-research`: times temperature, mean over all anchors (google-research `supcon/losses.py`). */
export type SupConScaling = 'paper' | 'supcontrast' | 'google-research';

/** SupContrast's `base_temperature`. */
const BASE_TEMPERATURE = 0.07;

export interface SupConResult {
  /** Nats; 0 when no anchor has a positive. */
  readonly loss: number;
  /** [N·V, N·V] G + Gᵀ over the temperature, where G is the gradient of the loss by the logits: dZ = this · Z. Every vector is an anchor
   * and everyone else's contrast, hence both halves. */
  readonly weights: Float32Array;
  readonly anchorsWithoutPositives: number;
}

/** Loss and gradient of L_out (Khosla et al., arXiv:2004.11362, eq. 2) from the matrix of similarities, on the host, sums in float64.
 *
 * Masks select, they never multiply (0 · inf is NaN), and self is left out before the maximum of a row is taken.
 * @param similarities [N·V, N·V] float32, z_i · z_j of unit rows.  @param labels [N·V] int32.  @param temperature > 0. */
export function supConOfSimilarities(
  similarities: Float32Array,
  labels: Int32Array,
  temperature: number,
  scaling: SupConScaling = 'paper',
): SupConResult {
  const size = labels.length;
  const positives = countPositives(labels);
  const anchors = positives.reduce((count, own) => count + (own > 0 ? 1 : 0), 0);
  const inverse = 1 / temperature;
  const factor = anchors === 0 ? 0 : scalingFactor(scaling, temperature) / (scaling === 'paper' ? anchors : size);
  const weights = new Float32Array(size * size);
  let loss = 0;
  for (let i = 0; i < size; i++) {
    const own = positives[i]!;
    if (own === 0) continue;
    const row = i * size;
    const logSum = maskedLogSumExp(similarities, row, size, i, inverse);
    let attraction = 0;
    for (let j = 0; j < size; j++) {
      if (j === i) continue;
      const logit = similarities[row + j]! * inverse - logSum;
      let gradient = Math.exp(logit);
      if (labels[j] === labels[i]) {
        attraction += logit;
        gradient -= 1 / own;
      }
      gradient *= factor * inverse;
      weights[row + j]! += gradient;
      weights[j * size + i]! += gradient;
    }
    loss -= (attraction / own) * factor;
  }
  return { loss, weights, anchorsWithoutPositives: size - anchors };
}

/** [N·V] |P(i)|: others of the same label. */
function countPositives(labels: Int32Array): Int32Array {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label) => (counts.get(label) ?? 1) - 1);
}

function scalingFactor(scaling: SupConScaling, temperature: number): number {
  switch (scaling) {
    case 'paper':
      return 1;
    case 'supcontrast':
      return temperature / BASE_TEMPERATURE;
    case 'google-research':
      return temperature;
  }
}
