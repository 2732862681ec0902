import type { JobQueue } from '../../domain/job-queue.js';
import type { ImportStore } from './import-store.js';
import { IMPORT, type ImportPayload } from './plan-import.js';

/** What is younger may be an upload whose job is just being planned: an hour, milliseconds. */
const PLANNED_WITHIN_MS = 3_600_000;

/** Lets go of what is kept of imports whose jobs are forgotten or never came to be, and of the uploads of those that have ended; of reports of jobs that are known nothing.
 * @param now ISO 8601. @returns of how many imports something was let go. */
export async function sweepImports(
  { imports, queue }: { readonly imports: ImportStore; readonly queue: Pick<JobQueue, 'list'> },
  now: string,
  signal: AbortSignal,
): Promise<number> {
  const before = new Date(Date.parse(now) - PLANNED_WITHIN_MS).toISOString();
  // First what there is, then the jobs: one that is planned in between is younger than an hour.
  const kept = await imports.list();
  const ended = new Map<string, boolean>();
  for (let after: string | undefined; ;) {
    const page = await queue.list({ kind: IMPORT, after, limit: 1000 });
    for (const { payload, state } of page.jobs) ended.set((payload as ImportPayload).upload, state !== 'queued' && state !== 'running');
    if (page.next === undefined) break;
    after = page.next;
  }
  let swept = 0;
  for (const [id, newest] of kept) {
    signal.throwIfAborted();
    const hasEnded = ended.get(id);
    if (hasEnded === undefined ? newest >= before : !hasEnded) continue;
    if (hasEnded === undefined) await imports.drop(id);
    else await imports.dropUpload(id);
    swept++;
  }
  await imports.dropUnfinished(before);
  return swept;
}
