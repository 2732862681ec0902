import type { components } from '@supcon/sdk/schema';
import type { LabelIssuePage } from '../../runs/runs.js';
import { withoutPaths } from '../../runs/without-paths.js';

/** Label issues as the API shows them. @param whole whether absolute paths are shown whole. */
export function describeIssues({ how, problem, issues, next }: LabelIssuePage, whole: boolean): components['schemas']['LabelIssueList'] {
  const shown = (picture: string): string => (whole ? picture : (withoutPaths(picture) as string));
  return {
    how: how ? { ...how } : null,
    ...(problem === undefined ? {} : { problem }),
    issues: issues.map(({ picture, neighbours, ...issue }) => ({
      picture: shown(picture),
      ...issue,
      neighbours: neighbours.map((near) => ({ ...near, picture: shown(near.picture) })),
    })),
    ...(next === undefined ? {} : { next }),
  };
}
