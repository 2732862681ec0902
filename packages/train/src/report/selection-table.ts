import { CANDIDATE_ROLES, type RunEventOf } from '@supcon/core/run/events';
import { ROLE_TITLES } from '../run/candidate.js';
import { formatDuration } from '../console/format-duration.js';
import { fragment, table, type Html } from './html-page.js';
import { percent } from './result-tables.js';

/** What stood beside a run when recipe `auto` chose among them, the chosen one named. */
export function selectionTable({ candidates, chosen, reason }: RunEventOf<'selection'>): Html {
  const rows = candidates.map(({ run, role, test, validation, epochs, seconds }) => [
    fragment`${titleOf(role)}${run === chosen ? fragment` <strong>kept</strong>` : ''}`,
    percent(test.linear),
    percent(test.knn),
    percent(validation.linear),
    percent(validation.knn),
    epochs ?? '',
    formatDuration(seconds),
    fragment`<code>${run}</code>`,
  ]);
  return fragment`${table([['', 'test, linear', 'test, 5-NN', 'validation, linear', 'validation, 5-NN', 'epochs', 'time', 'run'], ...rows])}
    <p>Kept: ${reason ?? 'the best on validation'}. The test split had no part in it.</p>`;
}

/** One of a newer version is called as it is spelled. */
function titleOf(role: string): string {
  const known = CANDIDATE_ROLES.find((one) => one === role);
  return known === undefined ? role : ROLE_TITLES[known];
}
