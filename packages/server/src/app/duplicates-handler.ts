import type { DuplicatesService } from '../collections/duplicates/duplicates-service.js';
import type { DuplicatesPayload } from '../collections/duplicates/plan-duplicates.js';
import type { JobHandler } from '../jobs/job-handler.js';
import { remainingTime } from './remaining-time.js';

/** Does the jobs that look for near-duplicates. Begun again, it begins at the beginning; cancelled, its thread ends and what was found before stays. */
export function duplicatesHandler(duplicates: Pick<DuplicatesService, 'find'>): JobHandler {
  return async (context) => {
    const remaining = remainingTime();
    const { groupCount, itemCount, of, seq } = await duplicates.find(context.job.payload as DuplicatesPayload, {
      signal: context.signal,
      onProgress: (done, total) => context.report({ done, total, note: remaining(done, total) }),
    });
    return { groups: groupCount, items: itemCount, of, seq };
  };
}
