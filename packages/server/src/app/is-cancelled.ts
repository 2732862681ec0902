import type { JobQueue } from '../domain/job-queue.js';

/** Whether a job was cancelled, as far as that can be told. */
export async function isCancelled(queue: Pick<JobQueue, 'get'>, id: string): Promise<boolean> {
  // A process that closes may not have it open any more; then the job goes on elsewhere.
  const job = await queue.get(id).catch(() => undefined);
  return job?.state === 'cancelled';
}
