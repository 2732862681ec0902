import type { Neighbour } from '@supcon/sdk';

/** What the neighbours say a picture is: the label that most of the first k have, and how many. Of two labels with as many, the one with the nearer
 * neighbour wins. Undefined where no neighbour has a label. */
export function neighbourVote(neighbours: readonly Neighbour[], k: number): { label: string; votes: number; of: number } | undefined {
  const nearest = neighbours.slice(0, k);
  const votes = new Map<string, number>();
  for (const { label } of nearest) if (label !== null) votes.set(label, (votes.get(label) ?? 0) + 1);
  let best: { label: string; votes: number; of: number } | undefined;
  // A Map keeps the order of arrival: nearest first.
  for (const [label, count] of votes) if (best === undefined || count > best.votes) best = { label, votes: count, of: nearest.length };
  return best;
}
