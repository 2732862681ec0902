import type { RunStatus, RunSummary } from '@supcon/sdk';
import { runSeconds } from '../../entities/run/run-seconds.js';
import { searchText } from '../../routing/search-text.js';
import { RUN_STATUSES } from '../../entities/run/run-status.js';

/** What the list can be sorted by. */
export const SORTS = ['started', 'duration', 'linear', 'knn'] as const;

/** One of them. */
export type RunsSort = (typeof SORTS)[number];

/** What the address of the runs page says; a value it does not know is left out. */
export interface RunsSearch {
  /** Text in the id, recipe or data. */
  readonly find?: string;
  readonly status?: RunStatus;
  /** Newest first where left out. */
  readonly sort?: RunsSort;
  /** Smallest or oldest first. */
  readonly up?: true;
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseRunsSearch(search: Readonly<Record<string, unknown>>): RunsSearch {
  const { find, status, sort, up } = search;
  const text = searchText(find);
  const knownStatus = RUN_STATUSES.find((known) => known === status);
  const knownSort = SORTS.find((known) => known === sort);
  return {
    ...(text === undefined ? {} : { find: text }),
    ...(knownStatus === undefined ? {} : { status: knownStatus }),
    ...(knownSort === undefined ? {} : { sort: knownSort }),
    ...(up === true ? { up } : {}),
  };
}

/** The runs that the search asks for, in its order. What was not measured comes last either way.
 * @param now milliseconds since 1970. */
export function selectRuns(runs: readonly RunSummary[], search: RunsSearch, now: number): RunSummary[] {
  const words = (search.find ?? '').toLowerCase().split(/\s+/);
  const value = (run: RunSummary): number | undefined => {
    switch (search.sort ?? 'started') {
      case 'started':
        return Date.parse(run.startedAt ?? run.updatedAt);
      case 'duration':
        return runSeconds(run, now);
      case 'linear':
        return run.result?.test?.linear;
      case 'knn':
        return run.result?.test?.knn;
    }
  };
  const direction = search.up === true ? 1 : -1;
  return runs
    .filter((run) => search.status === undefined || run.status === search.status)
    .filter((run) => {
      const text = `${run.id} ${run.recipe ?? ''} ${run.data ?? ''}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .map((run) => ({ run, key: value(run) }))
    .sort((a, b) =>
      a.key === undefined || b.key === undefined ? Number(a.key === undefined) - Number(b.key === undefined) : direction * (a.key - b.key),
    )
    .map(({ run }) => run);
}
