import type { Engine, Handle } from '../engine/engine.js';
import type { ContrastiveResult } from './contrastive-result.js';
import { assertTemperature } from './loss-arguments.js';
import { countLoneRows, pairwiseLoss, type SimilarityLoss } from './pairwise-loss.js';

/** Temperature and choice of pairs of `nPairsLoss`. */
export interface NPairsOptions {
  /** Divides the inner products. Default 1, the paper's, which is meant for rows that are not normalised; 0.1 suits unit rows. */
  readonly temperature?: number;
  /** Pairs of each class: its first two rows (`first`), or rows 0 and 1, then 2 and 3, and so on (`all`). Default `first`. */
  readonly pairs?: 'first' | 'all';
  /** Scale rows to length 1 first. Default true. */
  readonly normalise?: boolean;
}

/** Multi-class N-pairs loss: of each class an anchor a and a positive p, and for every anchor the cross-entropy of finding its own positive among those of all
 * classes, mean over anchors. Rounds of `all` are contrasted one after the other: within a round every class has at most one pair. A round with one class
 * alone costs nothing.
 *
 * stats: `nPairs`.
 * @param projections float32 [M, P]; borrowed.  @param labels [M]; rows of one class should be different images or views.
 * @throws CoreError BAD_TEMPERATURE, BAD_SHAPE, BAD_LABELS.
 * @see Sohn, NIPS 2016, eq. 5 (multi-class N-pair-mc loss), without its L2 term. */
export async function nPairsLoss(
  engine: Engine,
  projections: Handle,
  labels: Int32Array,
  options: NPairsOptions = {},
): Promise<ContrastiveResult> {
  const { temperature = 1, pairs = 'first', normalise = true } = options;
  assertTemperature('nPairsLoss', temperature);
  const { terms, gradient } = await pairwiseLoss('nPairsLoss', engine, projections, labels, { normalise }, (similarities) =>
    nPairsOfSimilarities(similarities, labels, { temperature, pairs }),
  );
  return { loss: terms.loss, gradient, anchorsWithoutPositives: countLoneRows(labels), stats: { nPairs: terms.nPairs } };
}

/** The loss and its gradient on the host. @param similarities [M, M] float32.  @param labels [M]. */
export function nPairsOfSimilarities(
  similarities: Float32Array,
  labels: Int32Array,
  { temperature, pairs }: { temperature: number; pairs: 'first' | 'all' },
): SimilarityLoss & { readonly nPairs: number } {
  const rows = labels.length;
  const rounds = pairRounds(labels, pairs);
  const nPairs = rounds.reduce((sum, round) => sum + round.length, 0);
  const weights = new Float32Array(rows * rows);
  let total = 0;
  for (const round of rounds)
    for (const [anchor, own] of round) {
      const logits = round.map(([, positive]) => similarities[anchor * rows + positive]! / temperature);
      const largest = Math.max(...logits);
      const logSum = largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
      round.forEach(([, positive], at) => {
        const hit = positive === own ? 1 : 0;
        if (hit) total += logSum - logits[at]!;
        weights[anchor * rows + positive] = (Math.exp(logits[at]! - logSum) - hit) / (nPairs * temperature);
      });
    }
  return { loss: nPairs === 0 ? 0 : total / nPairs, weights, nPairs };
}

/** [anchor, positive] row numbers: round k holds the k-th pair of every class that has one. */
function pairRounds(labels: Int32Array, pairs: 'first' | 'all'): (readonly [number, number])[][] {
  const members = new Map<number, number[]>();
  labels.forEach((label, row) => members.set(label, [...(members.get(label) ?? []), row]));
  const rounds: (readonly [number, number])[][] = [];
  for (const own of members.values())
    for (let k = 0; 2 * k + 1 < own.length && (k === 0 || pairs === 'all'); k++) (rounds[k] ??= []).push([own[2 * k]!, own[2 * k + 1]!]);
  return rounds;
}
