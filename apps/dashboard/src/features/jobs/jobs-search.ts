import type { JobState } from '@supcon/sdk';
import { JOB_STATES } from '../../entities/job/job-state.js';
import { searchText } from '../../routing/search-text.js';

/** What the address of the jobs page says; what it does not know is left out. */
export interface JobsSearch {
  /** Every state where left out. */
  readonly state?: JobState;
  /** Id of the job whose report is open. */
  readonly job?: string;
}

/** Reads an address; whatever stands in it, nothing is thrown. */
export function parseJobsSearch(search: Readonly<Record<string, unknown>>): JobsSearch {
  const state = JOB_STATES.find((known) => known === search['state']);
  const job = searchText(search['job']);
  return { ...(state === undefined ? {} : { state }), ...(job === undefined ? {} : { job }) };
}

/** The same with another report open, or none. */
export function withJob({ job: _, ...rest }: JobsSearch, job?: string): JobsSearch {
  return job === undefined ? rest : { ...rest, job };
}
