import { requireCollectionName } from '../../domain/input-rules.js';
import type { Job, JobQueue } from '../../domain/job-queue.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { DEFAULT_THRESHOLD, requireThreshold } from './duplicate-limits.js';

/** The kind of job that looks for near-duplicates. */
export const DUPLICATES = 'collections.duplicates';

/** What such a job is told. */
export type DuplicatesPayload = {
  readonly collection: string;
  /** Of the collection's record: one that was deleted and made again is another. */
  readonly number: number;
  readonly threshold: number;
};

/** Times that one is begun: it begins at the beginning each time. */
const MOST_ATTEMPTS = 3;

/** What planning needs. */
export interface PlanDuplicatesDeps {
  readonly registry: Pick<CollectionRegistry, 'get'>;
  readonly queue: Pick<JobQueue, 'enqueue' | 'list'>;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Plans that the near-duplicates of a collection are looked for in the background.
 * @param threshold least cosine; `DEFAULT_THRESHOLD` by default. @returns the job, which may be one of the same threshold that waits or runs already.
 * @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND, TOO_BUSY. */
export async function planDuplicates(
  { registry, queue, now }: PlanDuplicatesDeps,
  name: string,
  threshold: number = DEFAULT_THRESHOLD,
): Promise<Job> {
  const { record } = await registry.get(requireCollectionName(name));
  const payload: DuplicatesPayload = { collection: record.name, number: record.number, threshold: requireThreshold(threshold) };
  for (const state of ['running', 'queued'] as const) {
    const { jobs } = await queue.list({ kind: DUPLICATES, state, limit: 1000 });
    const same = jobs.find((job) => JSON.stringify(job.payload) === JSON.stringify(payload));
    if (same) return same;
  }
  return (await queue.enqueue({ kind: DUPLICATES, payload, maxAttempts: MOST_ATTEMPTS }, now())).job;
}
