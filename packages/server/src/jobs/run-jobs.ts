import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Job, JobQueue } from '../domain/job-queue.js';
import { backoffMs } from '../threads/backoff.js';
import type { JobHandler } from './job-handler.js';
import { runJob } from './run-job.js';

/** How this process works on jobs. */
export interface JobRunnerOptions {
  /** Jobs at a time. */
  readonly concurrency: number;
  /** After a worker was killed, its job waits so long for another, milliseconds. */
  readonly leaseMs: number;
  /** How often leases are extended, progress is written and cancelling is heard of, milliseconds. */
  readonly heartbeatMs: number;
  /** How often is asked for jobs while there are none, milliseconds. */
  readonly pollMs: number;
  /** How long a handler may take to stop when this process closes, milliseconds. */
  readonly graceMs: number;
  /** Ended jobs, and their idempotency keys, are forgotten after so long, milliseconds. */
  readonly keptMs: number;
}

/** One job at a time, heard of within a second; ended ones are kept a week. */
export const DEFAULT_JOB_RUNNER: JobRunnerOptions = {
  concurrency: 1,
  leaseMs: 30_000,
  heartbeatMs: 2000,
  pollMs: 1000,
  graceMs: 5000,
  keptMs: 7 * 24 * 3_600_000,
};

const TRIM_EVERY_MS = 3_600_000;

/** Works on the jobs of a queue until it is closed. */
export interface JobRunner {
  /** Asks for jobs now: called after one was enqueued here, so that it does not wait for the next poll. */
  wake(): void;
  /** Begins no more jobs and hands back those that run, each as soon as its handler has stopped, so that another worker goes on at once. */
  close(): Promise<void>;
}

/** Begins to work on the jobs of the kinds that there are handlers for, in this process and in no thread of its own.
 * @param handlers by kind. @param clock ISO 8601 in UTC. */
export function runJobs(
  {
    queue,
    handlers,
    logger,
    clock,
  }: {
    readonly queue: JobQueue;
    readonly handlers: Readonly<Record<string, JobHandler>>;
    readonly logger: Logger;
    readonly clock: () => string;
  },
  options: JobRunnerOptions = DEFAULT_JOB_RUNNER,
): JobRunner {
  const { leaseMs, heartbeatMs, graceMs } = options;
  const closing = new AbortController();
  let waking = new AbortController();
  let wakes = 0;

  const pause = async (ms: number): Promise<void> => {
    const signal = AbortSignal.any([closing.signal, waking.signal]);
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  };
  const claim = async (worker: string): Promise<Job | undefined> => queue.claim(Object.keys(handlers), { worker, leaseMs }, clock());

  const work = async (): Promise<void> => {
    let failures = 0;
    while (!closing.signal.aborted) {
      // A name for each claim: a lease that ran out shall not be extended by whoever worked under it.
      const worker = `${hostname()}-${process.pid}-${randomUUID()}`;
      const heard = wakes;
      try {
        const job = await claim(worker);
        failures = 0;
        if (job)
          await runJob(
            job,
            handlers[job.kind]!,
            { worker, leaseMs, heartbeatMs },
            { queue, logger, clock, closing: closing.signal, graceMs },
          );
        // Who enqueued one while this was asking would not be heard in the pause.
        else if (heard === wakes) await pause(options.pollMs);
      } catch (error) {
        logger.warn({ err: error }, 'jobs cannot be asked for');
        await pause(backoffMs(++failures));
      }
    }
  };

  const trim = async (): Promise<void> => {
    try {
      await queue.trim(new Date(Date.parse(clock()) - options.keptMs).toISOString());
    } catch (error) {
      logger.warn({ err: error }, 'ended jobs could not be forgotten');
    }
  };

  let trimming = trim();
  const trimTimer = setInterval(() => {
    trimming = trim();
  }, TRIM_EVERY_MS).unref();
  const workers = Array.from({ length: options.concurrency }, work);
  return {
    wake: () => {
      wakes++;
      waking.abort();
      waking = new AbortController();
    },
    close: async () => {
      closing.abort();
      clearInterval(trimTimer);
      await Promise.all([...workers, trimming]);
    },
  };
}
