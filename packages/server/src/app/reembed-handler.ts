import type { CollectionGallery } from '../collections/collection-gallery.js';
import type { ReembedPayload } from '../collections/plan-reembedding.js';
import type { JobQueue } from '../domain/job-queue.js';
import type { JobHandler } from '../jobs/job-handler.js';

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

async function isCancelled(queue: JobQueue, id: string): Promise<boolean> {
  // A process that closes may not have it open any more; then the job goes on elsewhere.
  const job = await queue.get(id).catch(() => undefined);
  return job?.state === 'cancelled';
}

/** Says how long the rest takes, from the pace since the first word. @param clock milliseconds. */
function remainingTime(clock: () => number = () => performance.now()): (done: number, total: number) => string | null {
  let first: { readonly at: number; readonly done: number } | undefined;
  return (done, total) => {
    first ??= { at: clock(), done };
    if (done <= first.done) return null;
    const seconds = ((total - done) * (clock() - first.at)) / (done - first.done) / 1000;
    return `about ${Math.ceil(seconds)} s left`;
  };
}
