/** Which negatives a positive is held against.
 * - `semi-hard`: for every pair of one label the nearest negative that is farther than the positive; where there is none, the farthest negative. Schroff et al.,
 *   arXiv:1503.03832 section 3.2, with the fallback of TensorFlow's `triplet_semihard_loss`.
 * - `hard`: for every anchor its farthest positive and its nearest negative. Hermans et al., arXiv:1703.07737, eq. 5. */
export type TripletMining = 'semi-hard' | 'hard';

/** Row numbers. */
export interface Triplet {
  readonly anchor: number;
  readonly positive: number;
  readonly negative: number;
}

/** The triplets of a batch. Anchors without a positive or without a negative have none. Of equals the first row is taken.
 * @param distance between two rows.  @param labels [M]. */
export function mineTriplets(distance: (i: number, j: number) => number, labels: Int32Array, mining: TripletMining): Triplet[] {
  const triplets: Triplet[] = [];
  labels.forEach((label, anchor) => {
    const positives: number[] = [];
    const negatives: number[] = [];
    labels.forEach((other, j) => {
      if (other !== label) negatives.push(j);
      else if (j !== anchor) positives.push(j);
    });
    if (positives.length === 0 || negatives.length === 0) return;
    const toNegatives = negatives.map((j) => distance(anchor, j));
    if (mining === 'hard') {
      const toPositives = positives.map((j) => distance(anchor, j));
      const positive = positives[indexOfBest(toPositives, (a, b) => a > b)]!;
      triplets.push({ anchor, positive, negative: negatives[indexOfBest(toNegatives, (a, b) => a < b)]! });
      return;
    }
    const farthest = negatives[indexOfBest(toNegatives, (a, b) => a > b)]!;
    for (const positive of positives) {
      const limit = distance(anchor, positive);
      let nearest = -1;
      for (let at = 0; at < negatives.length; at++)
        if (toNegatives[at]! > limit && (nearest < 0 || toNegatives[at]! < toNegatives[nearest]!)) nearest = at;
      triplets.push({ anchor, positive, negative: nearest < 0 ? farthest : negatives[nearest]! });
    }
  });
  return triplets;
}

function indexOfBest(values: readonly number[], better: (a: number, b: number) => boolean): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (better(values[at]!, values[best]!)) best = at;
  return best;
}
