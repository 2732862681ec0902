/** A class and what share of the votes it has. */
export interface VoteShare {
  readonly label: string;
  /** 0..1 of those that voted. */
  readonly share: number;
}

/** The vote of labelled neighbours, one vote each: most votes first; of equals, the one whose nearest neighbour is nearer. Those without a label do not vote.
 * @param labels of the neighbours, most similar first.
 * @see Cover and Hart, Nearest neighbor pattern classification, IEEE Transactions on Information Theory 13(1), 1967. */
export function neighbourVote(labels: readonly (string | null)[]): VoteShare[] {
  const counts = new Map<string, number>();
  for (const label of labels) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  const voters = [...counts.values()].reduce((sum, count) => sum + count, 0);
  // The map keeps the order of the nearest of each class, and sorting is stable.
  return [...counts].sort(([, one], [, other]) => other - one).map(([label, count]) => ({ label, share: count / voters }));
}
