import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import { backoffMs } from './backoff.js';
import { WorkerChannel, type WorkerMethods } from './worker-channel.js';

/** `starting` for the first time or again; `failed`: starting again failed, and is tried again after a growing pause. */
export type WorkerStatus = 'starting' | 'ready' | 'failed' | 'closed';

/** A worker thread that is started again when it dies. */
export interface SupervisedWorker<M extends WorkerMethods<M>> {
  readonly status: WorkerStatus;
  /** @throws ServerError what the method threw; NOT_READY for a call that was open when the thread died (its outcome is unknown), and while it is
   * not up. */
  call<K extends keyof M & string>(
    method: K,
    argument: Parameters<M[K]>[0],
    transfer?: readonly ArrayBuffer[],
  ): Promise<Awaited<ReturnType<M[K]>>>;
  /** Lets the thread die as of a fault; it is started again. */
  kill(): Promise<void>;
  /** Ends the thread for good, behind the calls under way. */
  close(): Promise<void>;
}

/** How a supervised worker begins. */
export interface SupervisedWorkerOptions<M extends WorkerMethods<M>> {
  /** Of the worker's JavaScript. */
  readonly url: URL;
  /** In messages: "the NAME stopped". */
  readonly name: string;
  /** Cloned into the thread. */
  readonly data: unknown;
  /** What has to succeed before a thread counts as ready. */
  readonly open: (channel: WorkerChannel<M>) => Promise<unknown>;
  /** What a call does while the thread is being started again: waits for it, or is refused with NOT_READY. */
  readonly whileStarting: 'wait' | 'refuse';
  readonly logger: Logger;
  /** Told of each death of a thread that was up; default nobody. */
  readonly onDeath?: () => void;
  /** As in `WorkerChannelOptions`. */
  readonly endWithinMs?: number;
}

/** Starts a worker thread and keeps it running. @throws ServerError what `open` threw the first time: a start that never worked is not repeated. */
export async function superviseWorker<M extends WorkerMethods<M>>(options: SupervisedWorkerOptions<M>): Promise<SupervisedWorker<M>> {
  const { url, name, data, open, whileStarting, logger, onDeath: tellDeath, endWithinMs } = options;
  let status: WorkerStatus = 'starting';
  let failures = 0;
  let restarted: Promise<void> = Promise.resolve();
  const closing = new AbortController();
  // A function: the value may change behind every await.
  const isClosing = (): boolean => closing.signal.aborted;

  const start = async (): Promise<WorkerChannel<M>> => {
    const next = new WorkerChannel<M>(url, { name, data, endWithinMs, onDeath: (reason) => onDeath(next, reason) });
    try {
      await open(next);
    } catch (error) {
      await next.terminate();
      throw error;
    }
    return next;
  };

  function onDeath(dead: WorkerChannel<M>, reason: Error): void {
    // One that dies while it is being opened fails there.
    if (status !== 'ready' || dead !== channel) return;
    logger.error({ err: reason }, `the ${name} stopped; starting it again`);
    tellDeath?.();
    restarted = restart();
  }

  async function restart(): Promise<void> {
    status = 'starting';
    while (!isClosing()) {
      await sleep(backoffMs(++failures), undefined, { signal: closing.signal }).catch(() => undefined);
      if (isClosing()) return;
      try {
        const next = await start();
        if (isClosing()) {
          await next.terminate();
          return;
        }
        channel = next;
        status = 'ready';
        logger.info(`the ${name} is back`);
        return;
      } catch (error) {
        if (isClosing()) return;
        status = 'failed';
        logger.error({ err: error }, `the ${name} could not be started`);
      }
    }
  }

  let channel = await start();
  status = 'ready';

  return {
    get status() {
      return status;
    },
    call: (method, argument, transfer) => {
      const ask = () => {
        if (status !== 'ready')
          return Promise.reject(new ServerError('NOT_READY', `the ${name} is ${status}; try again`, { retryAfterSeconds: 1 }));
        const answer = channel.call(method, argument, transfer);
        answer.then(
          () => (failures = 0),
          () => undefined,
        );
        return answer;
      };
      return whileStarting === 'wait' ? restarted.then(ask) : ask();
    },
    kill: () => channel.kill(),
    close: async () => {
      status = 'closed';
      closing.abort();
      await channel.terminate();
      await restarted;
    },
  };
}
