import type { Job, JobProgress, Json } from '../domain/job-queue.js';

/** What a handler works with. */
export interface JobContext {
  readonly job: Job;
  /** Aborts when the job was cancelled, another worker has it, or this process closes. The handler then throws, and may leave things half done: the
   * job is begun again, or nobody wants it any more. */
  readonly signal: AbortSignal;
  /** Aborts when this process closes: the handler then has seconds. */
  readonly closing: AbortSignal;
  /** Tells how far the job has come; written with the next heartbeat. */
  report(progress: JobProgress): void;
}

/** Does the jobs of one kind. It may be begun again after it was broken off at any point, so doing it twice has to come to the same.
 * @returns what the job keeps as its result. @throws ServerError with a code that says whether trying again helps; any other error is tried again. */
export type JobHandler = (context: JobContext) => Promise<Json>;
