import type { CollectionGallery } from '../collections/collection-gallery.js';
import type { ReembedPayload } from '../collections/plan-reembedding.js';
import type { JobQueue } from '../domain/job-queue.js';
import type { JobHandler } from '../jobs/job-handler.js';
import { isCancelled } from './is-cancelled.js';
import { remainingTime } from './remaining-time.js';

/** Items that were left out and are named in a job's result. */
const NAMED = 100;

/** Does the jobs that compute the vectors of a collection anew. Begun again, it goes on behind what was committed; cancelled, it leaves nothing behind. */
export function reembedHandler(collections: Pick<CollectionGallery, 'reembedPatiently'>, queue: JobQueue): JobHandler {
  return async (context) => {
    const { job, signal } = context;
    const payload = job.payload as ReembedPayload;
    const remaining = remainingTime();
    const { items, lost } = await collections.reembedPatiently(payload, {
      dropLost: payload.dropLost,
      signal,
      isCancelled: () => isCancelled(queue, job.id),
      onProgress: (done, total) => context.report({ done, total, note: remaining(done, total) }),
    });
    return { items, lost: lost.length, lostItems: lost.slice(0, NAMED) };
  };
}
