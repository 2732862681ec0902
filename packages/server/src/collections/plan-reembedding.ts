import { ServerError } from '../domain/errors.js';
import type { Job, JobQueue } from '../domain/job-queue.js';
import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { requireCollectionName } from '../domain/input-rules.js';
import type { CollectionRegistry } from './collection-registry.js';
import { wantedModel } from './wanted-model.js';

/** The kind of job that computes a collection's vectors anew. */
export const REEMBED = 'collections.reembed';

/** What such a job is told. */
export type ReembedPayload = {
  readonly collection: string;
  /** Of the collection's record: one that was deleted and made again is another. */
  readonly number: number;
  /** For people: `name/version`. */
  readonly model: string;
  readonly encoderHash: string;
  readonly dropLost: boolean;
};

/** What is wanted. */
export interface ReembedRequest {
  /** A reference as `ModelRegistry.resolve` takes it. Default: the model that serves. */
  readonly model?: string | undefined;
  /** Leaves out items whose picture cannot be read any more, instead of failing. Default false. */
  readonly dropLost?: boolean | undefined;
}

/** What planning needs. */
export interface PlanReembeddingDeps {
  readonly registry: Pick<CollectionRegistry, 'get'>;
  readonly models: Pick<ModelRegistry, 'list' | 'resolve'>;
  readonly serving: { requireModel(): ModelRecord };
  readonly queue: JobQueue;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Plans that all vectors of a collection are computed anew by another model, in the background; the collection serves as it is until that is done.
 * @returns the job, which may be one that was planned before.
 * @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND, MODEL_NOT_FOUND, NO_MODEL; COLLECTION_CONFLICT where it holds that model's vectors already, or a job makes those of
 * another one; TOO_BUSY. */
export async function planReembedding(deps: PlanReembeddingDeps, name: string, request: ReembedRequest): Promise<Job> {
  const { record } = await deps.registry.get(requireCollectionName(name));
  const model = await wantedModel(deps, request.model);
  const title = `${model.name}/${model.version}`;
  if (record.encoderHash === model.encoderHash)
    throw new ServerError('COLLECTION_CONFLICT', `the collection '${name}' holds vectors of the encoder of ${title} already`);
  const jobs = await jobsThat(deps.queue, ({ number }) => number === record.number);
  const waiting = jobs.find(isOpen);
  if (waiting) {
    const planned = waiting.payload as ReembedPayload;
    if (planned.encoderHash === model.encoderHash) return waiting;
    throw new ServerError(
      'COLLECTION_CONFLICT',
      `the collection '${name}' is getting vectors of ${planned.model} by job ${waiting.id}; wait for that one, or cancel it first`,
    );
  }
  const payload: ReembedPayload = {
    ...{ collection: record.name, number: record.number, model: title, encoderHash: model.encoderHash },
    dropLost: request.dropLost ?? false,
  };
  // Two that ask at the same moment see the same jobs before, and so get one.
  const idempotencyKey = `${record.number} after ${jobs[0]?.id ?? 'none'}`;
  return (await deps.queue.enqueue({ kind: REEMBED, payload, idempotencyKey }, deps.now())).job;
}

/** Names of the collections that wait for vectors of an encoder, or get them now. */
export async function collectionsGetting(queue: Pick<JobQueue, 'list'>, encoderHash: string): Promise<readonly string[]> {
  const jobs = await jobsThat(queue, (payload) => payload.encoderHash === encoderHash);
  return jobs.filter(isOpen).map(({ payload }) => (payload as ReembedPayload).collection);
}

const isOpen = ({ state }: Job): boolean => state === 'queued' || state === 'running';

/** Newest first. */
async function jobsThat(queue: Pick<JobQueue, 'list'>, wanted: (payload: ReembedPayload) => boolean): Promise<Job[]> {
  const found: Job[] = [];
  for (let after: string | undefined; ;) {
    const page = await queue.list({ kind: REEMBED, after, limit: 1000 });
    found.push(...page.jobs.filter(({ payload }) => wanted(payload as ReembedPayload)));
    if (page.next === undefined) return found;
    after = page.next;
  }
}
