import type { RunSummary } from '@supcon/sdk';

/** How long a run took, or has been going on; undefined where it does not say. Over several sittings only a finished run knows.
 * @param now milliseconds since 1970. */
export function runSeconds(run: RunSummary, now: number): number | undefined {
  if (run.result?.seconds !== undefined) return run.result.seconds;
  if (run.startedAt === undefined) return undefined;
  const end = run.status === 'running' ? now : Date.parse(run.updatedAt);
  return Math.max(0, (end - Date.parse(run.startedAt)) / 1000);
}
