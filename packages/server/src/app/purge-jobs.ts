import type { ItemService } from '../collections/items/item-service.js';
import { createPurgeService } from '../collections/purges/create-purge-service.js';
import { erasePending, type ErasePendingDeps } from '../collections/purges/erase-pending.js';
import type { PurgeService } from '../collections/purges/purge-service.js';
import type { JobQueue } from '../domain/job-queue.js';
import type { JobHandler } from '../jobs/job-handler.js';

/** The kind of job that erases what was purged. */
export const ERASE = 'purges.erase';
/** Purges that come within so many milliseconds are erased together; so are those that come while others are being erased. */
const GATHER_MS = 1000;
/** Tried for about a day. */
const MOST_ATTEMPTS = 100;

/** Purges whose erasing is done by jobs. */
export interface PurgeJobs {
  readonly service: PurgeService;
  /** Does jobs of the kind `ERASE`. */
  readonly handler: JobHandler;
  /** Plans the erasing of what a process that ended has left. */
  resume(): Promise<void>;
}

/** @param wake asks the runner of the kind `ERASE` to look. */
export function createPurgeJobs(
  deps: ErasePendingDeps & { readonly items: Pick<ItemService, 'count'>; readonly queue: Pick<JobQueue, 'enqueue'> },
  wake: () => void,
): PurgeJobs {
  const { purges, queue, items, now } = deps;
  const plan = async (purge: string, inMs: number): Promise<void> => {
    const at = now();
    const runAfter = new Date(Date.parse(at) + inMs).toISOString();
    await queue.enqueue({ kind: ERASE, payload: { purge }, idempotencyKey: `${purge} ${at}`, maxAttempts: MOST_ATTEMPTS, runAfter }, at);
    wake();
  };
  return {
    service: createPurgeService({
      ...deps,
      count: (name, filter) => items.count(name, filter),
      wake: ({ id }) => plan(id, GATHER_MS),
    }),
    handler: async (context) => {
      let done = 0;
      const finished = await erasePending(deps, {
        signal: context.signal,
        tell: (note) => context.report({ done: done++, total: 4, note }),
      });
      return { finished };
    },
    resume: async () => {
      const [first] = await purges.pending();
      if (first) await plan(first.id, 0);
    },
  };
}
