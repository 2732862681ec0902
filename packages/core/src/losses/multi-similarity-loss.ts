import type { Engine, Handle } from '../engine/engine.js';
import type { ContrastiveResult } from './contrastive-result.js';
import { assertAbove } from './loss-arguments.js';
import { countLoneRows, pairwiseLoss, type SimilarityLoss } from './pairwise-loss.js';

/** Sharpness, threshold and mining margin of `multiSimilarityLoss`. */
export interface MultiSimilarityOptions {
  /** Sharpness on positives, > 0. Default 2. */
  readonly alpha?: number;
  /** Sharpness on negatives, > 0. Default 50. */
  readonly beta?: number;
  /** The similarity that parts near from far, the paper's lambda, -1..1. Default 0.5. */
  readonly base?: number;
  /** Mine: keep negatives nearer than the farthest positive and positives farther than the nearest negative, give or take this much similarity, >= 0.
   * Default none: all pairs. The paper uses 0.1. */
  readonly epsilon?: number;
}

/** Multi-similarity loss: for every row log(1 + Σ_P exp(-alpha (s - base))) / alpha + log(1 + Σ_N exp(beta (s - base))) / beta, mean over all rows. A row without
 * positives keeps its negatives, except under mining, which then finds none.
 *
 * stats: `positivePairs`, `negativePairs` that took part (ordered pairs, after mining).
 * @param projections float32 [M, P], normalised inside; borrowed.  @param labels [M].
 * @throws CoreError BAD_SHAPE, BAD_LABELS, BAD_LOSS.
 * @see Wang et al., arXiv:1904.06627, eq. 15, mining eq. 10 and 11. */
export async function multiSimilarityLoss(
  engine: Engine,
  projections: Handle,
  labels: Int32Array,
  options: MultiSimilarityOptions = {},
): Promise<ContrastiveResult> {
  const { alpha = 2, beta = 50, base = 0.5, epsilon } = options;
  assertAbove('multiSimilarityLoss', 'alpha', alpha, 0);
  assertAbove('multiSimilarityLoss', 'beta', beta, 0);
  assertAbove('multiSimilarityLoss', 'base', base, -1, true);
  if (epsilon !== undefined) assertAbove('multiSimilarityLoss', 'epsilon', epsilon, 0, true);
  const { terms, gradient } = await pairwiseLoss('multiSimilarityLoss', engine, projections, labels, {}, (similarities) =>
    multiSimilarityOfSimilarities(similarities, labels, { alpha, beta, base, epsilon }),
  );
  const { loss, positivePairs, negativePairs } = terms;
  return { loss, gradient, anchorsWithoutPositives: countLoneRows(labels), stats: { positivePairs, negativePairs } };
}

/** The loss with how many pairs the mining left. */
export interface MultiSimilarityResult extends SimilarityLoss {
  readonly positivePairs: number;
  readonly negativePairs: number;
}

/** The loss and its gradient on the host. @param similarities [M, M] float32.  @param labels [M]. */
export function multiSimilarityOfSimilarities(
  similarities: Float32Array,
  labels: Int32Array,
  { alpha, beta, base, epsilon }: { alpha: number; beta: number; base: number; epsilon?: number | undefined },
): MultiSimilarityResult {
  const rows = labels.length;
  const weights = new Float32Array(rows * rows);
  let total = 0;
  let positivePairs = 0;
  let negativePairs = 0;
  for (let i = 0; i < rows; i++) {
    const row = similarities.subarray(i * rows, (i + 1) * rows);
    const all = Array.from({ length: rows }, (_, j) => j).filter((j) => j !== i);
    let positives = all.filter((j) => labels[j] === labels[i]);
    let negatives = all.filter((j) => labels[j] !== labels[i]);
    if (epsilon !== undefined) {
      const farthestPositive = positives.reduce((low, j) => Math.min(low, row[j]!), Number.POSITIVE_INFINITY);
      const nearestNegative = negatives.reduce((high, j) => Math.max(high, row[j]!), Number.NEGATIVE_INFINITY);
      positives = positives.filter((j) => row[j]! - epsilon < nearestNegative);
      negatives = negatives.filter((j) => row[j]! + epsilon > farthestPositive);
    }
    positivePairs += positives.length;
    negativePairs += negatives.length;
    total += softSide(weights, i * rows, row, positives, -alpha, base, rows);
    total += softSide(weights, i * rows, row, negatives, beta, base, rows);
  }
  return { loss: total / rows, weights, positivePairs, negativePairs };
}

/** One side of a row: log(1 + Σ_j exp(sharpness (s_j - base))) / |sharpness|, its slopes into `weights`. */
function softSide(
  weights: Float32Array,
  start: number,
  row: Float32Array,
  columns: readonly number[],
  sharpness: number,
  base: number,
  rows: number,
): number {
  const exponent = (j: number): number => sharpness * (row[j]! - base);
  // The 1 is exp 0: it takes part in the maximum.
  const largest = columns.reduce((high, j) => Math.max(high, exponent(j)), 0);
  const logSum = largest + Math.log(columns.reduce((sum, j) => sum + Math.exp(exponent(j) - largest), Math.exp(-largest)));
  for (const j of columns) weights[start + j] = (Math.sign(sharpness) * Math.exp(exponent(j) - logSum)) / rows;
  return logSum / Math.abs(sharpness);
}
