import { NotFoundError, type Job, type Run, type RunSummary } from '@supcon/sdk';

/** Milliseconds until something that changes is asked for again, and until something that may begin to. */
const MOVING_MS = 2000;
const RESTING_MS = 6000;

/** How long to wait before runs are asked for again, milliseconds: less while one of them is running. */
export function runsInterval(runs: readonly Pick<RunSummary, 'status'>[] | undefined): number {
  return runs?.some(({ status }) => status === 'running') ? MOVING_MS : RESTING_MS;
}

/** The same of one run; false for one that is not there. */
export function runInterval(run: Pick<Run, 'status'> | undefined, error: unknown): number | false {
  return error instanceof NotFoundError ? false : runsInterval(run && [run]);
}

/** The same of a job; false once it has ended, or where it is not there. */
export function jobInterval(job: Pick<Job, 'state'> | undefined, error: unknown): number | false {
  if (error instanceof NotFoundError) return false;
  return job === undefined || isOpen(job) ? 1000 : false;
}

/** The same of all jobs: less while one of them waits or runs. */
export function jobsInterval(jobs: readonly Pick<Job, 'state'>[] | undefined): number {
  return jobs?.some(isOpen) ? MOVING_MS : RESTING_MS;
}

function isOpen({ state }: Pick<Job, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}
