import { ServerError } from '../../domain/errors.js';
import { requireCollectionName } from '../../domain/input-rules.js';
import type { ItemStore } from '../../domain/item-store.js';
import type { Job, JobQueue } from '../../domain/job-queue.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { FEWEST_NEIGHBOURLY } from './compute-projection.js';
import { planHash, planProjection, type ProjectionPlan, type ProjectionRequest } from './projection-plan.js';

/** The kind of job that lays a collection out. */
export const PROJECT = 'collections.project';

/** What such a job is told. */
export type ProjectPayload = {
  readonly collection: string;
  /** Of the collection's record: one that was deleted and made again is another. */
  readonly number: number;
  /** For people: `name/version`. */
  readonly model: string;
  readonly plan: ProjectionPlan;
};

/** Times that one is begun: it begins at the beginning each time, and what failed twice in the same process fails again. */
const MOST_ATTEMPTS = 3;
/** Jobs that may wait: they are done one after the other. */
const MOST_WAITING = 16;

/** What planning needs. */
export interface PlanProjectionDeps {
  readonly registry: Pick<CollectionRegistry, 'get'>;
  readonly store: Pick<ItemStore, 'collection'>;
  readonly queue: JobQueue;
  readonly now: () => string;
}

/** Plans that a collection is laid out in the background.
 * @returns the job, which may be one that waits or runs already. @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND, TOO_BUSY. */
export async function planProjectionJob(
  { registry, store, queue, now }: PlanProjectionDeps,
  name: string,
  request: ProjectionRequest,
): Promise<Job> {
  const plan = planProjection(request);
  const { record } = await registry.get(requireCollectionName(name));
  const hash = planHash(plan, record.encoderHash);
  const before = await newestOf(queue, record.number, hash, record.encoderHash);
  if (before?.state === 'queued' || before?.state === 'running') return before;
  const items = (await store.collection(record.name))?.items ?? 0;
  if (plan.method !== 'pca' && items < FEWEST_NEIGHBOURLY)
    throw new ServerError('BAD_REQUEST', `${plan.method} needs at least ${FEWEST_NEIGHBOURLY} items, and '${name}' has ${items}`);
  const { jobs: waiting } = await queue.list({ kind: PROJECT, state: 'queued', limit: MOST_WAITING });
  if (waiting.length === MOST_WAITING)
    throw new ServerError('TOO_BUSY', `${MOST_WAITING} pictures of collections wait already; try again later, or cancel some at /v1/jobs`, {
      retryAfterSeconds: 30,
    });
  const payload: ProjectPayload = {
    ...{ collection: record.name, number: record.number },
    model: `${record.modelName}/${record.modelVersion}`,
    plan,
  };
  // Two that ask at the same moment see the same job before, and so get one.
  const idempotencyKey = `${record.number} ${hash} after ${before?.id ?? 'none'}`;
  return (await queue.enqueue({ kind: PROJECT, payload, idempotencyKey, maxAttempts: MOST_ATTEMPTS }, now())).job;
}

async function newestOf(queue: Pick<JobQueue, 'list'>, number: number, hash: string, encoderHash: string): Promise<Job | undefined> {
  for (let after: string | undefined; ;) {
    const page = await queue.list({ kind: PROJECT, after, limit: 1000 });
    const found = page.jobs.find(({ payload }) => {
      const planned = payload as ProjectPayload;
      return planned.number === number && planHash(planned.plan, encoderHash) === hash;
    });
    if (found ?? page.next === undefined) return found;
    after = page.next;
  }
}
