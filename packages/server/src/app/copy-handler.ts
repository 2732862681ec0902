import { copyCollection, discardCopy, type CopyDeps } from '../collections/copy-collection.js';
import type { CopyPayload } from '../collections/plan-copy.js';
import { isServerErrorCode } from '../domain/errors.js';
import type { JobQueue } from '../domain/job-queue.js';
import type { JobHandler } from '../jobs/job-handler.js';
import { isCancelled } from './is-cancelled.js';
import { remainingTime } from './remaining-time.js';

/** Of these each attempt would end the same. */
const FINAL: ReadonlySet<unknown> = new Set(['COLLECTION_NOT_FOUND', 'COLLECTION_CONFLICT', 'TOO_MANY_COLLECTIONS']);

/** Does the jobs that copy collections. Begun again, it goes on behind what was committed; cancelled, it leaves nothing behind. */
export function copyHandler(deps: CopyDeps, queue: Pick<JobQueue, 'get'>): JobHandler {
  return async (context) => {
    const { job, signal } = context;
    const { collection, collectionCreatedAt, to } = job.payload as CopyPayload;
    const remaining = remainingTime();
    try {
      const { items } = await copyCollection(
        deps,
        { from: collection, fromCreatedAt: collectionCreatedAt, to, isRepeated: job.attempts > 1 },
        { signal, onProgress: (done, total) => context.report({ done, total, note: remaining(done, total) }) },
      );
      return { collection: to, items };
    } catch (error) {
      const { code } = (error ?? {}) as { readonly code?: unknown };
      const isOver = (isServerErrorCode(code) && FINAL.has(code)) || job.attempts >= job.maxAttempts;
      if ((isOver && !signal.aborted) || (await isCancelled(queue, job.id))) await discardCopy(deps, to);
      throw error;
    }
  };
}
