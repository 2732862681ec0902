import type { Job } from '@supcon/sdk';

/** In the order in which a job goes through them. */
export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const satisfies readonly Job['state'][];

/** Work that a server plans by itself, day after day. */
const CHORES: ReadonlySet<string> = new Set(['blobs.sweep', 'feedback.expire']);

const OFTEN_MS = 1500;

/** Whether it waits or runs, and can be cancelled. */
export function isOpen({ state }: Pick<Job, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}

/** Whether somebody asked for it, who may be waiting. */
export function isWanted({ kind }: Pick<Job, 'kind'>): boolean {
  return !CHORES.has(kind);
}

/** How far it is, 0 to 1; undefined where nobody knows. */
export function jobShare({ state, progress }: Pick<Job, 'state' | 'progress'>): number | undefined {
  if (state === 'done') return 1;
  if (!progress || progress.total === null || progress.total === 0) return undefined;
  return Math.min(1, progress.done / progress.total);
}

/** How far all of them are together, each counting the same; undefined where it is known of none. */
export function overallShare(jobs: readonly Pick<Job, 'state' | 'progress'>[]): number | undefined {
  const shares = jobs.map(jobShare);
  if (shares.every((share) => share === undefined)) return undefined;
  return shares.reduce<number>((sum, share) => sum + (share ?? 0), 0) / shares.length;
}

/** After how many milliseconds jobs are asked for again: not at all while none that somebody asked for waits or runs. */
export function jobPollMs(jobs: readonly Pick<Job, 'state' | 'kind'>[]): number | false {
  return jobs.some((job) => isOpen(job) && isWanted(job)) ? OFTEN_MS : false;
}
