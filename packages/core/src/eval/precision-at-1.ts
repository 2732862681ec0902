/** 1 where the nearest item is of the query's class, otherwise 0. @param ranks of the class's items, ascending from 1 (`relevantRanks`). */
export function precisionAt1(ranks: Int32Array): number {
  return ranks[0] === 1 ? 1 : 0;
}
