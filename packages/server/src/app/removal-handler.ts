import type { Filter } from '../domain/filter.js';
import type { ItemService } from '../collections/items/item-service.js';
import type { RemovalPayload } from '../collections/items/plan-removal.js';
import type { JobHandler } from '../jobs/job-handler.js';

/** Does the jobs that remove the items that fit a filter. Begun again, it goes on with what is left; cancelled, what was removed is gone. */
export function removalHandler(items: Pick<ItemService, 'removeMatching'>): JobHandler {
  return async (context) => {
    const { job, signal } = context;
    const { collection, filter, matched } = job.payload as RemovalPayload;
    // What an attempt before has removed is counted in what it told last.
    const before = job.attempts > 1 ? (job.progress?.done ?? 0) : 0;
    const deleted = await items.removeMatching(collection, filter as unknown as Filter, {
      signal,
      onProgress: (removed) => context.report({ done: Math.min(before + removed, matched), total: matched, note: null }),
    });
    return { matched, deleted: Math.min(before + deleted, matched) };
  };
}
