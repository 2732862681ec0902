/** 1 where at least one of the k nearest is of the query's class, otherwise 0; its mean over queries is Recall@k of metric learning.
 * (`annRecallAtK` is another thing: the overlap of an approximate index with exact search.)
 * @param ranks of the class's items, ascending from 1 (`relevantRanks`). */
export function recallAtK(ranks: Int32Array, k: number): number {
  return ranks.length > 0 && ranks[0]! <= k ? 1 : 0;
}
