import type { components } from '@supcon/sdk/schema';
import { DUPLICATES, type DuplicatesPayload } from '../../collections/duplicates/plan-duplicates.js';
import { COPY, type CopyPayload } from '../../collections/plan-copy.js';
import { IMPORT, type ImportPayload } from '../../collections/imports/plan-import.js';
import { REMOVE, type RemovalPayload } from '../../collections/items/plan-removal.js';
import { REEMBED, type ReembedPayload } from '../../collections/plan-reembedding.js';
import { PREDICT, type PredictPayload } from '../../collections/predictions/plan-predictions.js';
import { PROJECT, type ProjectPayload } from '../../collections/projections/plan-projection-job.js';
import type { Job } from '../../domain/job-queue.js';
import { TRAIN, type TrainPayload } from '../../runs/plan-training.js';

type Schemas = components['schemas'];

/** A job as the API shows it. A lease is between workers: nobody else has to know of it. */
export function describeJob(job: Job): Schemas['Job'] {
  const { id, kind, state, attempts, maxAttempts, progress, result, error, createdAt, updatedAt, runAfter } = job;
  return {
    ...{ id, kind, state, attempts, maxAttempts, createdAt, updatedAt, runAfter },
    about: aboutOf(job),
    progress: progress && { done: progress.done, total: progress.total, note: progress.note },
    result: result as Schemas['Job']['result'],
    error: error && { ...error },
  };
}

/** Of what a job is told, what tells people which one it is, and what it has come to be about since. */
function aboutOf({ kind, payload, progress }: Job): Schemas['Job']['about'] {
  if (kind === REEMBED || kind === PREDICT) {
    const { collection, model } = payload as ReembedPayload | PredictPayload;
    return { collection, model };
  }
  if (kind === PROJECT) {
    const { collection, model, plan } = payload as ProjectPayload;
    return { collection, model, method: plan.method };
  }
  if (kind === REMOVE) {
    const { collection, filter } = payload as RemovalPayload;
    return { collection, filter: JSON.stringify(filter) };
  }
  if (kind === DUPLICATES) {
    const { collection, threshold } = payload as DuplicatesPayload;
    return { collection, threshold: String(threshold) };
  }
  if (kind === COPY) {
    const { collection, to } = payload as CopyPayload;
    return { collection, to };
  }
  if (kind === IMPORT) return { collection: (payload as ImportPayload).collection };
  if (kind !== TRAIN) return null;
  const { data, recipe, run, isResumed } = payload as TrainPayload;
  // The run of a new training is shown once it is there.
  return { data, ...(recipe === null ? {} : { recipe }), ...(isResumed && run !== null ? { run } : {}), ...progress?.about };
}
