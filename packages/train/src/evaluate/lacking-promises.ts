import type { Manifest } from '@supcon/core/artifact';

/** What an artifact cannot tell of its own certainty, or cannot do, because it was made before there was such a thing; in words. */
export function lackingPromises({
  unknown,
  labelSets,
  classes,
  golden,
  drift,
}: Partial<Pick<Manifest, 'unknown' | 'labelSets' | 'classes' | 'golden' | 'drift'>>): readonly string[] {
  return [
    ...(unknown ? [] : ['thresholds for unknown pictures']),
    ...(unknown && !unknown.choice ? ['chosen score for unknown pictures'] : []),
    ...(labelSets ? [] : ['label sets']),
    ...(classes ? [] : ['statistics to add and remove classes with']),
    // With other classes it has what it was changed from had.
    ...(golden || classes?.changed ? [] : ['golden pictures that a server tests it with']),
    ...(drift || classes?.changed ? [] : ['figures of validation pictures that a server tells drift by']),
  ];
}

/** The sentence that says so, with the command that adds it; undefined where nothing is lacking. @param run its id, or RUN. */
export function adviseRecalibration(content: Parameters<typeof lackingPromises>[0], run: string): string | undefined {
  const lacking = lackingPromises(content);
  if (lacking.length === 0) return undefined;
  if (content.classes?.changed)
    return `It has no ${lacking.join(' and no ')}: too few photos could be held out to set them anew. Take classes out and add them again with more photos (supcon classes), or train with all of them (supcon train)`;
  const which = run === 'RUN' ? ' (RUN: what it was trained by, see supcon runs)' : '';
  return `It has no ${lacking.join(' and no ')}; supcon freeze --run ${run} --recalibrate makes a version that has${which}`;
}
