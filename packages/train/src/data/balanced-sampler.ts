import { createRng, type Rng } from '@supcon/core';
import type { Sampler } from './sampler.js';

/** What batches are drawn from, and how many pictures of a class they hold. */
export interface BalancedSamplerOptions {
  /** What is drawn from. */
  readonly indices: readonly number[];
  /** Class of each of them, in the same order: int32 [indices.length]. */
  readonly classes: Int32Array;
  /** Upper limit: a batch has as many whole groups of `perClass` as fit. */
  readonly batchSize: number;
  /** M, pictures of a class in a batch; fewer where a batch would otherwise hold a single class. */
  readonly perClass: number;
  readonly seed: number;
  /** true: every class comes equally often (to one group), small ones by repetition; an epoch is as long as the largest class makes it.
   * false: every class comes as often as its pictures need, and repetition only fills the last batches. Default true. Where a batch has
   * room for all classes the two are one. */
  readonly balance?: boolean;
}

/** Batches of floor(batchSize / M) groups of M pictures of one class.
 *
 * - Every picture is drawn at least once an epoch. A class that gets k groups draws k·M times: each of its n pictures floor(k·M / n) or
 *   ceil(k·M / n) times. Balanced, k is the same for all classes to one group and at most ceil(P / C) above ceil(n / M) of the largest: that
 *   class repeats what fills its last groups, smaller ones what makes up for their size.
 * - A batch holds a class in one group, or, where it has more groups P than there are classes C, in floor(P / C) or ceil(P / C).
 * - A picture comes twice in a batch only when its class has fewer pictures than its groups there hold.
 * - With M >= 2 every anchor so has a positive in its batch, of another picture where its class has two.
 * - Batches are in random order, and so are the pictures in each. */
export function createBalancedSampler(options: BalancedSamplerOptions): Sampler {
  const { indices, classes, batchSize, seed, balance = true } = options;
  const members = groupByClass(indices, classes);
  const perClass = Math.max(1, Math.min(options.perClass, Math.floor(batchSize / Math.min(2, members.length))));
  const groups = Math.max(1, Math.floor(batchSize / perClass));
  /** Groups that every class has in every batch, and classes that have one more. */
  const [base, open] = [Math.floor(groups / members.length), groups % members.length];
  const needed = members.map((own) => Math.ceil(own.length / perClass));
  const most = Math.max(0, ...needed);
  const even = balance || base > 0;
  const stepsPerEpoch = even
    ? Math.ceil((most * members.length) / groups)
    : Math.max(most, Math.ceil(needed.reduce((sum, count) => sum + count, 0) / groups));
  /** Above `base`, in the whole epoch. */
  const extra = open * stepsPerEpoch;

  return {
    stepsPerEpoch,
    batches: (epoch) => {
      const rng = createRng(seed, 'balanced', epoch);
      const left = even ? spreadEvenly(extra, members.length, rng) : fillSmallest(needed, extra, stepsPerEpoch, rng);
      const window = (base + (open > 0 ? 1 : 0)) * perClass;
      const draws = members.map((own, at) => drawTurns(own, (base * stepsPerEpoch + left[at]!) * perClass, window, rng));
      const taken = members.map(() => 0);
      const batches: number[][] = [];
      for (let step = 0; step < stepsPerEpoch; step++) {
        const counts = members.map(() => base);
        // The classes with most left first: only so does none have more left than there are batches.
        const order = rng.shuffle(members.map((_, at) => at)).sort((a, b) => left[b]! - left[a]!);
        for (const at of order.slice(0, open)) {
          counts[at]!++;
          left[at]!--;
        }
        const batch = counts.flatMap((count, at) => {
          const from = taken[at]!;
          taken[at] = from + count * perClass;
          return draws[at]!.slice(from, taken[at]);
        });
        batches.push(rng.shuffle(batch));
      }
      return rng.shuffle(batches);
    },
  };
}

function groupByClass(indices: readonly number[], classes: Int32Array): readonly (readonly number[])[] {
  const members = new Map<number, number[]>();
  indices.forEach((index, at) => {
    const own = members.get(classes[at]!);
    if (own) own.push(index);
    else members.set(classes[at]!, [index]);
  });
  return [...members].sort(([a], [b]) => a - b).map(([, own]) => own);
}

/** `total` shared out among `count` as evenly as whole numbers go; chance says who has one more. */
function spreadEvenly(total: number, count: number, rng: Rng): number[] {
  const shares = Array<number>(count).fill(Math.floor(total / count));
  for (const at of rng.shuffle(shares.map((_, index) => index)).slice(0, total % count)) shares[at]!++;
  return shares;
}

/** What each needs, and what is left of `total` to those with least, none above `limit`. */
function fillSmallest(needed: readonly number[], total: number, limit: number, rng: Rng): number[] {
  const shares = [...needed];
  const order = rng.shuffle(shares.map((_, at) => at));
  for (let spare = total - shares.reduce((sum, share) => sum + share, 0); spare > 0; spare--) {
    let least = order[0]!;
    for (const at of order) if (shares[at]! < shares[least]!) least = at;
    if (shares[least]! >= limit) break;
    shares[least]!++;
  }
  return shares;
}

/** `count` draws: all in random order, then all again in another. Any `window` neighbours differ, where there are that many. */
function drawTurns(own: readonly number[], count: number, window: number, rng: Rng): number[] {
  const apart = Math.min(own.length, window);
  const draws: number[] = [];
  while (draws.length < count) {
    const waiting = rng.shuffle(own);
    // Who was drawn last must wait until `apart - 1` others were.
    for (let position = 0; position < apart - 1; position++) {
      const recent = new Set(draws.slice(-(apart - 1)));
      draws.push(
        ...waiting.splice(
          waiting.findIndex((index) => !recent.has(index)),
          1,
        ),
      );
    }
    for (const index of waiting) draws.push(index);
  }
  return draws.slice(0, count);
}
