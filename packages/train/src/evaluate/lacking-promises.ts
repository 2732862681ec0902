import type { Manifest } from '@supcon/core/artifact';

/** What an artifact, or the result that one is made of, cannot tell of its own certainty because it was made before there was such a thing; in words. */
export function lackingPromises({ unknown, labelSets }: Partial<Pick<Manifest, 'unknown' | 'labelSets'>>): readonly string[] {
  return [
    ...(unknown ? [] : ['thresholds for unknown pictures']),
    ...(unknown && !unknown.choice ? ['chosen score for unknown pictures'] : []),
    ...(labelSets ? [] : ['label sets']),
  ];
}

/** The sentence that says so, with the command that adds it; undefined where nothing is lacking. @param run its id, or RUN. */
export function adviseRecalibration(content: Parameters<typeof lackingPromises>[0], run: string): string | undefined {
  const lacking = lackingPromises(content);
  if (lacking.length === 0) return undefined;
  const which = run === 'RUN' ? ' (RUN: what it was trained by, see supcon runs)' : '';
  return `It has no ${lacking.join(' and no ')}; supcon freeze --run ${run} --recalibrate makes a version that has${which}`;
}
