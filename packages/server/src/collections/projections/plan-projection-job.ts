import { ServerError } from '../../domain/errors.js';
import { requireCollectionName } from '../../domain/input-rules.js';
import type { ItemStore } from '../../domain/item-store.js';
import type { Job, JobQueue } from '../../domain/job-queue.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { planOnce, requireFewWaiting } from '../derived/plan-once.js';
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
  const requireFit = async (): Promise<void> => {
    const items = (await store.collection(record.name))?.items ?? 0;
    if (plan.method !== 'pca' && items < FEWEST_NEIGHBOURLY)
      throw new ServerError('BAD_REQUEST', `${plan.method} needs at least ${FEWEST_NEIGHBOURLY} items, and '${name}' has ${items}`);
    await requireFewWaiting(queue, PROJECT, 'pictures of collections');
  };
  const payload: ProjectPayload = {
    ...{ collection: record.name, number: record.number },
    model: `${record.modelName}/${record.modelVersion}`,
    plan,
  };
  const isSame = (planned: ProjectPayload): boolean =>
    planned.number === record.number && planHash(planned.plan, record.encoderHash) === hash;
  return planOnce(
    { queue, now },
    { kind: PROJECT, payload, key: `${record.number} ${hash}`, isSame, maxAttempts: MOST_ATTEMPTS },
    requireFit,
  );
}
