import { fieldValues, type FilterField } from '../../domain/filter.js';
import type { StoredItem } from '../../domain/item-store.js';

/** An item that may become a neighbour. */
export interface Candidate {
  readonly item: StoredItem;
  readonly similarity: number;
}

/** Counts neighbours by group. @returns says whether one more may be taken, and counts it if so. An item of several groups needs room in each. */
export function groupCounter(groupBy: { readonly field: FilterField; readonly size: number } | undefined): {
  hasRoom(item: StoredItem): boolean;
  count(item: StoredItem): void;
} {
  if (groupBy === undefined) return { hasRoom: () => true, count: () => undefined };
  const counts = new Map<string, number>();
  const groupsOf = (item: StoredItem): readonly string[] => {
    const values = new Set(fieldValues(item, groupBy.field).map((value) => JSON.stringify(value)));
    return values.size === 0 ? ['none'] : [...values];
  };
  return {
    hasRoom: (item) => groupsOf(item).every((group) => (counts.get(group) ?? 0) < groupBy.size),
    count: (item) => {
      for (const group of groupsOf(item)) counts.set(group, (counts.get(group) ?? 0) + 1);
    },
  };
}

/** The first candidates that their groups have room for, at most k, in the order given. */
export function takeInOrder(candidates: readonly Candidate[], k: number, groups: ReturnType<typeof groupCounter>): Candidate[] {
  const chosen: Candidate[] = [];
  for (const candidate of candidates) {
    if (chosen.length === k) break;
    if (!groups.hasRoom(candidate.item)) continue;
    groups.count(candidate.item);
    chosen.push(candidate);
  }
  return chosen;
}

/** Neighbours by maximal marginal relevance: each is the candidate of the largest lambda·similarity - (1 - lambda)·(its largest similarity to those chosen), equal ones by
 * the order given (Carbonell and Goldstein, The Use of MMR, SIGIR 1998).
 * @param vectors unit float32 [D] by key; a candidate without one is passed over. Takes k·candidates·D multiplications. */
export function takeDiverse(
  candidates: readonly Candidate[],
  k: number,
  {
    lambda,
    vectors,
    groups,
  }: { readonly lambda: number; readonly vectors: ReadonlyMap<number, Float32Array>; readonly groups: ReturnType<typeof groupCounter> },
): Candidate[] {
  const left = candidates.flatMap((candidate) => {
    const vector = vectors.get(candidate.item.key);
    return vector ? [{ candidate, vector, nearest: -1 }] : [];
  });
  const chosen: Candidate[] = [];
  while (chosen.length < k) {
    let best: { at: number; worth: number } | undefined;
    for (const [at, { candidate, nearest }] of left.entries()) {
      if (!groups.hasRoom(candidate.item)) continue;
      const worth = lambda * candidate.similarity - (chosen.length === 0 ? 0 : (1 - lambda) * nearest);
      if (best === undefined || worth > best.worth) best = { at, worth };
    }
    if (best === undefined) break;
    const [{ candidate, vector }] = left.splice(best.at, 1) as [(typeof left)[number]];
    groups.count(candidate.item);
    chosen.push(candidate);
    for (const other of left) other.nearest = Math.max(other.nearest, dot(other.vector, vector));
  }
  return chosen;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
