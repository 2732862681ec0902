import { capPositives } from './positives-cap.js';
import { createSupConAnchor, ROLE, type SupConDenominator, type SupConForm } from './supcon-anchor.js';

/** How single anchors add up to one number; they differ by a factor, so learning rates do not carry over.
 * - `paper` (default): mean over the anchors that have a positive.
 * - `supcontrast`: times temperature / 0.07, mean over all anchors (HobbitLong/SupContrast `losses.py`).
 * - `google-research`: times temperature, mean over all anchors (google-research `supcon/losses.py`). */
export type SupConScaling = 'paper' | 'supcontrast' | 'google-research';

/** Settings of the loss on similarities, with what each row shows. */
export interface SupConTerms {
  /** > 0 */
  readonly temperature: number;
  readonly scaling?: SupConScaling;
  readonly form?: SupConForm;
  readonly denominator?: SupConDenominator;
  /** Most positives of an anchor beside the other views of its own image; see `capPositives`. Default no limit. */
  readonly positivesCap?: number | undefined;
  /** [M] which image each row shows, read by `positivesCap`. Default every row its own. */
  readonly images?: ArrayLike<number> | undefined;
  /** [C] weight of an anchor by its label, at least 0. Default 1 for all. */
  readonly classWeights?: ArrayLike<number> | undefined;
  /** [Q] labels of the columns behind the batch's own. Default none. */
  readonly extraLabels?: Int32Array | undefined;
}

/** The loss with its slope by every similarity. */
export interface SupConResult {
  /** Nats; 0 when no anchor counts. */
  readonly loss: number;
  /** [M, M + Q] d loss / d similarity, entry by entry (before adding the transpose). */
  readonly weights: Float32Array;
  readonly anchorsWithoutPositives: number;
  /** Anchors that have positives but no negatives. Only `only-negatives` leaves them out. */
  readonly anchorsWithoutNegatives: number;
}

/** SupContrast's `base_temperature`. */
const BASE_TEMPERATURE = 0.07;

/** Loss and gradient of the supervised contrastive loss (Khosla et al., arXiv:2004.11362, eq. 2 and 3) from similarities, on the host, in float64: the mean of
 * what `createSupConAnchor` says of each anchor, weighted by the weight of its class, Σ c_y L_i / Σ c_y. Self is no contrast.
 * @param similarities [M, M + Q] float32, z_i · z_j.  @param labels [M] int32. */
export function supConOfSimilarities(similarities: Float32Array, labels: Int32Array, options: SupConTerms): SupConResult {
  const { temperature, scaling = 'paper', form = 'out', denominator = 'all', classWeights, extraLabels } = options;
  const rows = labels.length;
  const width = rows + (extraLabels?.length ?? 0);
  const contrastLabels = new Int32Array(width);
  contrastLabels.set(labels);
  if (extraLabels) contrastLabels.set(extraLabels, rows);
  const leftOut = options.positivesCap === undefined ? undefined : capPositives(contrastLabels, rows, options.positivesCap, options.images);
  const anchorCost = createSupConAnchor(width, temperature, form, denominator);
  const weights = new Float32Array(rows * width);
  const roles = new Uint8Array(width);
  const slopes = new Float64Array(width);
  let total = 0;
  let countedWeight = 0;
  let allWeight = 0;
  let anchorsWithoutPositives = 0;
  let anchorsWithoutNegatives = 0;
  for (let i = 0; i < rows; i++) {
    const weight = classWeights ? classWeights[labels[i]!]! : 1;
    allWeight += weight;
    let positives = 0;
    let negatives = 0;
    for (let j = 0; j < width; j++) {
      if (contrastLabels[j] !== labels[i]) {
        roles[j] = ROLE.negative;
        negatives++;
      } else if (j === i || leftOut?.(i, j)) roles[j] = ROLE.ignored;
      else {
        roles[j] = ROLE.positive;
        positives++;
      }
    }
    if (positives === 0) anchorsWithoutPositives++;
    else if (negatives === 0) anchorsWithoutNegatives++;
    if (positives === 0 || (negatives === 0 && denominator === 'only-negatives')) continue;
    countedWeight += weight;
    const start = i * width;
    total += weight * anchorCost(similarities.subarray(start, start + width), roles, slopes);
    for (let j = 0; j < width; j++) if (roles[j] !== ROLE.ignored) weights[start + j] = slopes[j]! * weight;
  }
  const divisor = scaling === 'paper' ? countedWeight : allWeight;
  const factor = divisor > 0 ? scalingFactor(scaling, temperature) / divisor : 0;
  for (let at = 0; at < weights.length; at++) weights[at]! *= factor;
  return { loss: factor === 0 ? 0 : total * factor, weights, anchorsWithoutPositives, anchorsWithoutNegatives };
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
