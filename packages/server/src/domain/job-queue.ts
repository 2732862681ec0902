/** What can be written as JSON and read back the same. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `queued` waits for a worker (again, after an attempt that failed); `running` is held by one, or by one that has vanished and whose lease runs out.
 * The other three are final. */
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** How far a job has come. */
export interface JobProgress {
  readonly done: number;
  /** null as long as nobody knows. */
  readonly total: number | null;
  /** One line for a person, at most 200 characters; null for none. */
  readonly note: string | null;
  /** What the work has come to be about beside what it was told, such as the run that it began: at most 8 texts of at most 200 characters. */
  readonly about?: Readonly<Record<string, string>>;
}

/** Why an attempt failed. */
export interface JobError {
  /** Of one of the catalogues of this project. */
  readonly code: string;
  /** Longer ones are cut at 1,000 characters. */
  readonly message: string;
}

/** A piece of work that outlives the process that asked for it. Times are ISO 8601 in UTC. */
export interface Job {
  readonly id: string;
  /** Chooses the handler, e.g. `blobs.sweep`. */
  readonly kind: string;
  readonly payload: Json;
  readonly state: JobState;
  /** How often it was claimed; one that was handed back does not count. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** The last that a worker told, kept from attempt to attempt. */
  readonly progress: JobProgress | null;
  /** What the worker made; null until it is done. */
  readonly result: Json;
  /** Of the last attempt that failed; null again when the job is done. */
  readonly error: JobError | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** It is not begun before. */
  readonly runAfter: string;
  /** While it is running: when it may be claimed by another worker. */
  readonly leaseUntil: string | null;
}

/** What is to be done. */
export interface NewJob {
  /** Lower-case words with dots between, at most 64 characters. */
  readonly kind: string;
  /** At most 64 KiB as JSON: large things go to the blob store, and their name here. */
  readonly payload: Json;
  /** At most 200 characters. A kind has one job of a key for as long as that is kept, also when it has ended. */
  readonly idempotencyKey?: string;
  /** 1 to 100; 5 by default. */
  readonly maxAttempts?: number;
  /** Now by default. */
  readonly runAfter?: string;
}

/** What a worker hears when it speaks of a job: `held`, it is the worker's and what was said is written; `cancelled`, somebody ended it; `lost`, it is
 * another worker's, ended or gone. After the last two the worker stops, and nothing was written. */
export type JobHold = 'held' | 'cancelled' | 'lost';

/** Part of the list of jobs. */
export interface JobPage {
  /** Newest first. */
  readonly jobs: readonly Job[];
  /** Where older ones go on; undefined at the end. Jobs that come meanwhile move no other. */
  readonly next: string | undefined;
}

/** Jobs that wait, run and have ended. What an implementation acknowledges has survived a crash of the process and of the machine.
 *
 * Any number of processes, on machines of their own too, work on one queue; nothing is cached between calls. A job is claimed by one worker at a time,
 * for a lease that the worker extends while it works; whose lease runs out is claimed by another. So a job may be begun more than once, and its handler
 * has to bear that. Times come from the caller, as ISO 8601 in UTC; the clocks of the processes may differ by less than a lease.
 *
 * Every method may throw ServerError STORAGE_FULL or NOT_READY, and BAD_REQUEST for an argument that breaks the rules that stand beside it. */
export interface JobQueue {
  /** Adds a job, or finds the one of this kind and idempotency key, whatever its payload and state; an ended one is found until it is trimmed.
   * @throws ServerError TOO_BUSY when 100,000 jobs wait or run already. */
  enqueue(job: NewJob, now: string): Promise<{ readonly created: boolean; readonly job: Job }>;
  /** Takes the oldest job of these kinds that is due: a queued one whose `runAfter` has come, or a running one whose lease ran out. One whose lease ran
   * out at its last attempt is failed with JOB_ABANDONED instead.
   * @param worker names this holder alone: another one for each claim. @param leaseMs more than 0. */
  claim(kinds: readonly string[], lease: { readonly worker: string; readonly leaseMs: number }, now: string): Promise<Job | undefined>;
  /** Holds a job for another lease from now on, also one whose lease ran out unless another worker has claimed it. */
  extend(
    id: string,
    worker: string,
    lease: { readonly leaseMs: number; readonly progress?: JobProgress | undefined },
    now: string,
  ): Promise<JobHold>;
  /** Ends a job well. @param result at most 64 KiB as JSON. */
  complete(id: string, worker: string, result: Json, now: string): Promise<JobHold>;
  /** Ends an attempt. With `retryAt` and attempts left the job is queued until then, otherwise it has failed. */
  fail(id: string, worker: string, error: JobError, options: { readonly retryAt?: string }, now: string): Promise<JobHold>;
  /** Hands a job back as if it had not been claimed, for a worker that has to stop; another may take it at once. */
  release(id: string, worker: string, now: string): Promise<JobHold>;
  /** Ends a job that waits or runs; its worker hears of it when it next speaks. One that has ended stays as it is.
   * @returns the job as it then is, undefined if there is none. */
  cancel(id: string, now: string): Promise<Job | undefined>;
  get(id: string): Promise<Job | undefined>;
  /** @param query `after`: `next` of the page before; `limit`: 1 to 1,000. */
  list(query: {
    readonly kind?: string | undefined;
    readonly state?: JobState | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<JobPage>;
  /** Forgets jobs that ended before a time, and their idempotency keys. @returns how many. */
  trim(before: string): Promise<number>;
  /** Waits for open calls, then lets go. */
  close(): Promise<void>;
}
