import { holdsRole, mayTouch, type Principal } from '../../access/principal.js';
import { IMPORT } from '../../collections/imports/plan-import.js';
import { REMOVE } from '../../collections/items/plan-removal.js';
import type { Job } from '../../domain/job-queue.js';
import { jobNotFound, type JobService } from '../../jobs/job-service.js';
import { describeJob } from './describe-job.js';

/** Kinds that a writer plans. */
const FOR_WRITERS: ReadonlySet<string> = new Set([REMOVE, IMPORT]);

/** A job that somebody may see: admins all, others those that they may plan, of collections that they may touch.
 * @throws ServerError JOB_NOT_FOUND, whether there is none or it is not theirs. */
export async function visibleJob(jobs: Pick<JobService, 'get'>, id: string, principal: Principal): Promise<Job> {
  const job = await jobs.get(id);
  if (holdsRole(principal, 'admin')) return job;
  const collection = describeJob(job).about?.['collection'];
  if (FOR_WRITERS.has(job.kind) && collection !== undefined && mayTouch(principal, collection)) return job;
  throw jobNotFound(id);
}
