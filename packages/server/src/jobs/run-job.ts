import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isServerErrorCode, type ServerErrorCode } from '../domain/errors.js';
import { JobFailure } from '../domain/job-failure.js';
import type { Job, JobError, JobHold, JobProgress, JobQueue, Json } from '../domain/job-queue.js';
import { backoffMs } from '../threads/backoff.js';
import type { JobHandler } from './job-handler.js';

/** How a job is held while it is worked on. */
export interface JobLease {
  /** The name that it was claimed under. */
  readonly worker: string;
  readonly leaseMs: number;
  /** How often the lease is extended and progress written, milliseconds. */
  readonly heartbeatMs: number;
}

/** What the work on a job needs from around it. */
export interface RunJobDeps {
  readonly queue: JobQueue;
  readonly logger: Logger;
  /** ISO 8601 in UTC. */
  readonly clock: () => string;
  /** Aborts when the process closes: the job is then handed back. */
  readonly closing: AbortSignal;
  /** How long a handler may take to stop after that, milliseconds; then the job is handed back under its hands. */
  readonly graceMs: number;
}

/** Errors of this server that pass by themselves; of the others each attempt would end the same. */
const PASSING: readonly ServerErrorCode[] = ['NOT_READY', 'TOO_BUSY', 'STORAGE_FULL', 'INTERNAL'];
const WRITES_TRIED = 5;
const STOPPED = Symbol('the handler did not stop in time');

type Outcome = { readonly result: Json } | { readonly error: unknown } | typeof STOPPED;

/** Works on a claimed job until its handler ends, and writes down how. Never throws: what goes wrong is the job's error, and where even that cannot be
 * written, its lease runs out. */
export async function runJob(job: Job, handler: JobHandler, lease: JobLease, deps: RunJobDeps): Promise<void> {
  const { queue, clock, closing } = deps;
  const logger = deps.logger.child({ job: job.id, kind: job.kind, attempt: job.attempts });
  const stop = new AbortController();
  const heartbeat = startHeartbeat(job, lease, deps, stop, logger);
  const onClosing = (): void => stop.abort(new Error('this process closes'));
  if (closing.aborted) onClosing();
  else closing.addEventListener('abort', onClosing, { once: true });

  const outcome = await outcomeOf(() => handler({ job, signal: stop.signal, closing, report: heartbeat.report }), closing, deps.graceMs);
  closing.removeEventListener('abort', onClosing);
  const hold = await heartbeat.end();
  if (hold !== 'held') {
    logger.info(hold === 'cancelled' ? 'the job was cancelled' : 'another worker has the job: its lease ran out here');
    return;
  }
  const write = (action: () => Promise<JobHold>): Promise<void> => writeDown(action, logger);
  if (outcome === STOPPED || ('error' in outcome && closing.aborted)) {
    await write(() => queue.release(job.id, lease.worker, clock()));
    logger.info('the job was handed back');
  } else if ('error' in outcome) {
    await write(() => queue.fail(job.id, lease.worker, errorOf(outcome.error), retryOf(outcome.error, job, clock()), clock()));
    logger.warn({ err: outcome.error }, 'the job failed');
  } else {
    try {
      await write(() => queue.complete(job.id, lease.worker, outcome.result, clock()));
      logger.debug('the job is done');
    } catch (error) {
      await write(() => queue.fail(job.id, lease.worker, errorOf(error), {}, clock()));
    }
  }
}

/** Extends the lease again and again, and aborts the work when the job is no longer this worker's. */
function startHeartbeat(
  job: Job,
  { worker, leaseMs, heartbeatMs }: JobLease,
  { queue, clock }: RunJobDeps,
  stop: AbortController,
  logger: Logger,
) {
  let progress: JobProgress | undefined;
  let hold: JobHold = 'held';
  let heldUntil = Date.parse(clock()) + leaseMs;
  let beating: Promise<void> | undefined;
  const beat = async (): Promise<void> => {
    const told = progress;
    try {
      const asked = Date.parse(clock());
      hold = await queue.extend(job.id, worker, { leaseMs, progress: told }, clock());
      heldUntil = asked + leaseMs;
      if (told === progress) progress = undefined;
    } catch (error) {
      logger.warn({ err: error }, 'the lease of the job could not be extended');
      if (Date.parse(clock()) >= heldUntil) hold = 'lost';
    }
    if (hold !== 'held') stop.abort(new Error(hold === 'cancelled' ? 'the job was cancelled' : 'another worker may have the job'));
  };
  const timer = setInterval(() => {
    if (hold === 'held') beating ??= beat().finally(() => (beating = undefined));
  }, heartbeatMs);
  return {
    report: (told: JobProgress): void => {
      progress = told;
    },
    /** Tells the last progress. @returns whose the job is. */
    end: async (): Promise<JobHold> => {
      clearInterval(timer);
      await beating;
      if (hold === 'held' && progress !== undefined) await beat();
      return hold;
    },
  };
}

async function outcomeOf(work: () => Promise<Json>, closing: AbortSignal, graceMs: number): Promise<Outcome> {
  const ended = new AbortController();
  const worked = Promise.resolve()
    .then(work)
    .then(
      (result): Outcome => ({ result }),
      (error: unknown): Outcome => ({ error }),
    )
    .finally(() => ended.abort());
  const abandoned = async (): Promise<Outcome> => {
    if (!closing.aborted) await new Promise((resolve) => closing.addEventListener('abort', resolve, { once: true, signal: ended.signal }));
    await sleep(graceMs, undefined, { signal: ended.signal });
    return STOPPED;
  };
  return Promise.race([worked, abandoned().catch(() => worked)]);
}

/** Tries a few times: the work is done, and only the word of it is missing. */
async function writeDown(action: () => Promise<JobHold>, logger: Logger): Promise<void> {
  for (let failures = 1; ; failures++)
    try {
      const hold = await action();
      if (hold !== 'held') logger.info({ hold }, "how the job ended was not written: it is no longer this worker's");
      return;
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (failures >= WRITES_TRIED) {
        logger.error({ err: error }, 'how the job ended could not be written; it is begun again when its lease has run out');
        return;
      }
      await sleep(backoffMs(failures));
    }
}

function errorOf(error: unknown): JobError {
  const { code, message } = (error ?? {}) as Partial<JobError>;
  return { code: typeof code === 'string' ? code : 'INTERNAL', message: typeof message === 'string' ? message : String(error) };
}

/** Ten times as long as for what a request waits for: 1 s after the first attempt, at most 5 minutes. */
function retryOf(error: unknown, { attempts }: Job, now: string): { retryAt?: string } {
  return isPassing(error) ? { retryAt: new Date(Date.parse(now) + 10 * backoffMs(attempts)).toISOString() } : {};
}

/** Whether an attempt that ended so is worth another; the job fails for good otherwise. */
export function isPassing(error: unknown): boolean {
  if (error instanceof JobFailure) return false;
  const { code } = (error ?? {}) as { code?: unknown };
  return !isServerErrorCode(code) || PASSING.includes(code);
}
