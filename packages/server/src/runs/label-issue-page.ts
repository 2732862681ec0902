import { readLabelIssueFile } from '@supcon/core/run';
import { ServerError } from '../domain/errors.js';
import { requireCount } from './require-count.js';
import type { LabelIssuePage } from './runs.js';

const MOST_ON_A_PAGE = 1000;

/** Part of what a run's folder holds of labels in doubt. @throws ServerError BAD_REQUEST. */
export async function pageLabelIssues(
  runFolder: string,
  { after = '0', limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<LabelIssuePage> {
  if (!/^\d{1,6}$/.test(after))
    throw new ServerError(
      'BAD_REQUEST',
      `after: '${after.slice(0, 40)}' is no cursor; send the 'next' of the page before, or nothing to begin`,
    );
  const begin = Number(after);
  const end = begin + requireCount('limit', limit, MOST_ON_A_PAGE);
  const { file, damaged } = await readLabelIssueFile(runFolder);
  const problem =
    damaged === undefined ? undefined : `what the run wrote down of them cannot be shown: ${damaged}; supcon evaluate finds them again`;
  if (!file) return { how: undefined, problem, issues: [], next: undefined };
  const { formatVersion: _, issues, ...how } = file;
  return { how, problem, issues: issues.slice(begin, end), next: end < issues.length ? String(end) : undefined };
}
