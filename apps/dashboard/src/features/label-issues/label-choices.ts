import type { LabelIssue } from '@supcon/sdk';

/** Keys that pick a label. */
const MOST_CHOICES = 9;

/** Labels that a picture may have instead of the given one, the likeliest first: the suggested one, those of its neighbours by how many have them, and then the others. The keys 1 to 9 pick them.
 * @param labels of the data, as they are to come behind. */
export function labelChoices(
  { given, suggested, neighbours }: Pick<LabelIssue, 'given' | 'suggested' | 'neighbours'>,
  labels: readonly string[],
): readonly string[] {
  const votes = new Map<string, number>();
  for (const { label } of neighbours) votes.set(label, (votes.get(label) ?? 0) + 1);
  const byVotes = [...votes].sort(([, a], [, b]) => b - a).map(([label]) => label);
  return [...new Set([suggested, ...byVotes, ...labels])].filter((label) => label !== given).slice(0, MOST_CHOICES);
}
