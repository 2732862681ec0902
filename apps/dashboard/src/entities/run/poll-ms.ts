import type { RunSummary } from '@supcon/sdk';

/** How long to wait before runs are asked for again, in milliseconds: less while one of them is running. */
export function pollMs(runs: readonly Pick<RunSummary, 'status'>[]): number {
  return runs.some(({ status }) => status === 'running') ? 2000 : 6000;
}
