import { ServerError } from '../domain/errors.js';
import type { Job, JobQueue } from '../domain/job-queue.js';

/** Work in the background: what there is, and ending it. */
export interface JobService extends Pick<JobQueue, 'list'> {
  /** @throws ServerError JOB_NOT_FOUND. */
  get(id: string): Promise<Job>;
  /** Ends a job that waits or runs; one that has ended stays as it is. @throws ServerError JOB_NOT_FOUND. */
  cancel(id: string): Promise<Job>;
}

/** @param now ISO 8601. */
export function createJobService(queue: JobQueue, now: () => string): JobService {
  const found = (id: string, job: Job | undefined): Job => {
    if (!job) throw jobNotFound(id);
    return job;
  };
  return {
    list: (query) => queue.list(query),
    get: async (id) => found(id, await queue.get(id)),
    cancel: async (id) => found(id, await queue.cancel(id, now())),
  };
}

/** That there is no job of an id, or none that the caller may see. */
export function jobNotFound(id: string): ServerError {
  return new ServerError('JOB_NOT_FOUND', `there is no job '${id}'; those that ended a week ago are forgotten`);
}
