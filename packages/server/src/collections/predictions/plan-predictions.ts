import { createHash } from 'node:crypto';
import { requireCollectionName } from '../../domain/input-rules.js';
import type { Job, JobQueue } from '../../domain/job-queue.js';
import type { ModelRecord } from '../../domain/model-registry.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { planOnce, requireFewWaiting } from '../derived/plan-once.js';
import { wantedModel, type WantedModelDeps } from '../wanted-model.js';

/** The kind of job that classifies every item of a collection. */
export const PREDICT = 'collections.predict';

/** What such a job is told. */
export type PredictPayload = {
  readonly collection: string;
  /** Of the collection's record: one that was deleted and made again is another. */
  readonly number: number;
  /** For people: `name/version`. */
  readonly model: string;
  /** Which artifact that is; see `modelHash`. */
  readonly modelHash: string;
};

/** What planning needs. */
export interface PlanPredictionsDeps extends WantedModelDeps {
  readonly registry: Pick<CollectionRegistry, 'get'>;
  readonly queue: JobQueue;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Plans that a model classifies every item of a collection in the background.
 * @param reference as `ModelRegistry.resolve` takes it. Default: the model that serves. @returns the job, which may be one that waits or runs already.
 * @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND, MODEL_NOT_FOUND, NO_MODEL, TOO_BUSY. */
export async function planPredictions(deps: PlanPredictionsDeps, name: string, reference: string | undefined): Promise<Job> {
  const { record } = await deps.registry.get(requireCollectionName(name));
  const model = await wantedModel(deps, reference);
  const hash = modelHash(model);
  const payload: PredictPayload = {
    ...{ collection: record.name, number: record.number },
    ...{ model: `${model.name}/${model.version}`, modelHash: hash },
  };
  const isSame = (planned: PredictPayload): boolean => planned.number === record.number && planned.modelHash === hash;
  return planOnce(deps, { kind: PREDICT, payload, key: `${record.number} ${hash}`, isSame }, () =>
    requireFewWaiting(deps.queue, PREDICT, 'collections to classify'),
  );
}

/** Names an artifact, its classes included, which models of one encoder may differ in: 32 hexadecimal digits. */
export function modelHash({ name, version, encoderHash, createdAt }: ModelRecord, part = 'predictions'): string {
  return createHash('sha256')
    .update(JSON.stringify([part, name, version, encoderHash, createdAt]))
    .digest('hex')
    .slice(0, 32);
}
