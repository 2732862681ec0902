/** MAP@R of one query: (1 / R) Σ precision(i) over the places i ≤ R that hold an item of its class.
 * @param ranks of its R items, ascending from 1 (`relevantRanks`); at least one.  @see Musgrave et al., arXiv:2003.08505, section 2.3. */
export function mapAtR(ranks: Int32Array): number {
  const length = ranks.length;
  let sum = 0;
  for (let i = 0; i < length && ranks[i]! <= length; i++) sum += (i + 1) / ranks[i]!;
  return sum / length;
}
