import type { Duplicate } from '@supcon/sdk';

/** Pictures that are alike and should agree in something that they do not agree in. */
export type Disagreement = 'labels' | 'splits';

/** Where a picture was in training, as its collection knows it. */
export function splitOf({ metadata }: Pick<Duplicate, 'metadata'>): string | undefined {
  const split = metadata['split'];
  return typeof split === 'string' ? split : undefined;
}

/** Of groups of pictures that are alike, those whose labels differ, or those that lie on both sides of a split. */
export function disagreeing(groups: readonly (readonly Duplicate[])[], what: Disagreement): readonly (readonly Duplicate[])[] {
  return groups.filter((group) => new Set(group.flatMap((item) => (what === 'labels' ? item.label : splitOf(item)) ?? [])).size > 1);
}

/** Whether it is known of any of them where they were in training. Of data whose split training drew itself it is not; look-alikes are on one side then. */
export function knowsSplits(groups: readonly (readonly Duplicate[])[]): boolean {
  return groups.some((group) => group.some((item) => splitOf(item) !== undefined));
}
