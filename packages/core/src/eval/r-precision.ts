/** Share of the R nearest that are of the query's class, where R is the number of its class's items.
 * @param ranks of those R items, ascending from 1 (`relevantRanks`); at least one.  @see Musgrave et al., arXiv:2003.08505, section 2.3. */
export function rPrecision(ranks: Int32Array): number {
  const length = ranks.length;
  return ranks.filter((rank) => rank <= length).length / length;
}
