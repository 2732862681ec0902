import { ServerError } from '../../domain/errors.js';
import type { Job, JobQueue, Json } from '../../domain/job-queue.js';

/** Jobs of a kind that may wait, where they are done one after the other. */
const MOST_WAITING = 16;

/** What is planned, and what says that it is the same. */
export interface PlannedOnce<P extends Json> {
  readonly kind: string;
  readonly payload: P;
  /** Of jobs that come to the same; in the idempotency key. */
  readonly key: string;
  readonly isSame: (payload: P) => boolean;
  readonly maxAttempts?: number;
}

/** The newest job of a kind that somebody looks for. */
async function newestJob(queue: Pick<JobQueue, 'list'>, kind: string, wanted: (payload: Json) => boolean): Promise<Job | undefined> {
  for (let after: string | undefined; ;) {
    const page = await queue.list({ kind, after, limit: 1000 });
    const found = page.jobs.find(({ payload }) => wanted(payload));
    if (found ?? page.next === undefined) return found;
    after = page.next;
  }
}

/** Plans a job, unless one that comes to the same waits or runs already: then that one. @param requireFit looked at before a new one is made. */
export async function planOnce<P extends Json>(
  { queue, now }: { readonly queue: JobQueue; readonly now: () => string },
  { kind, payload, key, isSame, maxAttempts }: PlannedOnce<P>,
  requireFit: () => Promise<void> = () => Promise.resolve(),
): Promise<Job> {
  const before = await newestJob(queue, kind, (planned) => isSame(planned as P));
  if (before?.state === 'queued' || before?.state === 'running') return before;
  await requireFit();
  // Two that ask at the same moment see the same job before, and so get one.
  const idempotencyKey = `${key} after ${before?.id ?? 'none'}`;
  return (await queue.enqueue({ kind, payload, idempotencyKey, ...(maxAttempts === undefined ? {} : { maxAttempts }) }, now())).job;
}

/** @param what waits, for people. @throws ServerError TOO_BUSY. */
export async function requireFewWaiting(queue: Pick<JobQueue, 'list'>, kind: string, what: string): Promise<void> {
  const { jobs: waiting } = await queue.list({ kind, state: 'queued', limit: MOST_WAITING });
  if (waiting.length === MOST_WAITING)
    throw new ServerError('TOO_BUSY', `${MOST_WAITING} ${what} wait already; try again later, or cancel some at /v1/jobs`, {
      retryAfterSeconds: 30,
    });
}
