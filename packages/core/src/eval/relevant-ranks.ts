/** Where the items of a query's own class stand in the ranking by similarity: all that the retrieval metrics need.
 * Of items equally similar, the earlier one ranks higher.
 * @param similarities [N] of the query with every gallery item.  @param members gallery items of the query's label, ascending, without the
 * query itself.  @param isMember [N] 1 for those.  @param self the query's own place in the gallery, which has no rank; -1 where it is no
 * part of it.  @returns one rank for each member, ascending; 1 is the nearest. */
export function relevantRanks(similarities: Float64Array, members: Int32Array, isMember: Uint8Array, self: number): Int32Array {
  const best = members.toSorted((a, b) => similarities[b]! - similarities[a]! || a - b);
  /** Strangers that rank above best[i] but not above best[i - 1]. */
  const above = new Int32Array(best.length);
  const last = best.length === 0 ? Number.POSITIVE_INFINITY : similarities[best[best.length - 1]!]!;
  for (let item = 0; item < similarities.length; item++) {
    const similarity = similarities[item]!;
    if (similarity < last || item === self || isMember[item] === 1) continue;
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const member = best[middle]!;
      const outranks = similarity > similarities[member]! || (similarity === similarities[member]! && item < member);
      if (outranks) high = middle;
      else low = middle + 1;
    }
    if (low < best.length) above[low]!++;
  }
  let strangers = 0;
  return best.map((_, i) => i + 1 + (strangers += above[i]!));
}
