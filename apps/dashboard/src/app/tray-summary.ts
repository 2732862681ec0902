import type { Job } from '@supcon/sdk';
import { isOpen, isWanted, overallShare } from '../entities/job/job-state.js';

/** What the tray shows of jobs. */
export interface TraySummary {
  /** That wait or run. */
  readonly open: readonly Job[];
  /** That failed since somebody looked. */
  readonly failed: readonly Job[];
  /** Undefined where there is nothing to say. */
  readonly text: string | undefined;
  /** Of those that wait or run, 0 to 1. */
  readonly share: number | undefined;
}

const FAILURES_MS = 86_400_000;

/** Jobs that are under way, and failures of the last day that nobody has seen yet.
 * @param seenAt when somebody looked last, milliseconds. @param now milliseconds since 1970. */
export function traySummary(jobs: readonly Job[], seenAt: number, now: number): TraySummary {
  const open = jobs.filter((job) => isOpen(job) && isWanted(job));
  const since = Math.max(seenAt, now - FAILURES_MS);
  const failed = jobs.filter(({ state, updatedAt }) => state === 'failed' && Date.parse(updatedAt) > since);
  const said = [
    ...(open.length === 0 ? [] : [open.length === 1 ? '1 job' : `${open.length} jobs`]),
    ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
  ];
  return { open, failed, text: said.length === 0 ? undefined : said.join(', '), share: open.length === 0 ? undefined : overallShare(open) };
}
