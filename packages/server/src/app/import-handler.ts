import { importItems, type ImportItemsDeps } from '../collections/imports/import-items.js';
import { IMPORT_BEGIN } from '../collections/imports/import-store.js';
import type { ImportPayload } from '../collections/imports/plan-import.js';
import type { JobQueue } from '../domain/job-queue.js';
import type { JobHandler } from '../jobs/job-handler.js';
import { isPassing } from '../jobs/run-job.js';
import { isCancelled } from './is-cancelled.js';
import { remainingTime } from './remaining-time.js';

/** Does the jobs that add the items of uploads. Begun again, it goes on behind what was told; cancelled or failed for good, what was imported stays and the rest is let go. */
export function importHandler(deps: ImportItemsDeps, queue: Pick<JobQueue, 'get'>): JobHandler {
  return async (context) => {
    const { job, signal } = context;
    const payload = job.payload as ImportPayload;
    const { upload, lines } = payload;
    const remaining = remainingTime();
    const reached = (await deps.imports.state(upload)) ?? IMPORT_BEGIN;
    // Done, and only the word of it was missing.
    if (reached.done < lines)
      try {
        remaining(reached.done, lines);
        await importItems(
          deps,
          { ...payload, plannedAt: job.createdAt },
          { signal, onProgress: ({ done }) => context.report({ done, total: lines, note: remaining(done, lines) }) },
        );
      } catch (error) {
        if (!isPassing(error) || (await isCancelled(queue, job.id))) await deps.imports.dropUpload(upload);
        throw error;
      }
    const { added, unchanged, refused } = (await deps.imports.state(upload)) ?? IMPORT_BEGIN;
    await deps.imports.dropUpload(upload);
    return { lines, added, unchanged, refused };
  };
}
