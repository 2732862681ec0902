import type { Logger } from 'pino';
import type { JobQueue } from '../../domain/job-queue.js';
import { requireJson } from '../../domain/job-rules.js';
import { superviseWorker } from '../../threads/supervised-worker.js';
import { workerUrl } from '../../threads/worker-channel.js';
import type { SqliteJobsMethods } from './sqlite-jobs-worker.js';

/** Opens the embedded job queue: one SQLite file, one thread of this process and any number of processes on it. A thread that dies is replaced; the
 * call that was open rejects with NOT_READY, its outcome unknown until it is repeated.
 *
 * Jobs have a file of their own: their heartbeats, each synced to disk, then never keep an item waiting for the one writer that SQLite lets in, and
 * the file may be deleted without losing anything that people put in.
 * @param file is made when missing. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openSqliteJobQueue(file: string, logger: Logger): Promise<JobQueue & { kill(): Promise<void> }> {
  const worker = await superviseWorker<SqliteJobsMethods>({
    url: workerUrl('./sqlite-jobs-worker', import.meta.url),
    name: 'job queue',
    data: { file },
    open: (channel) => channel.call('open', undefined),
    whileStarting: 'wait',
    logger,
  });
  return {
    // What is no JSON may be what cannot be sent to the thread either.
    enqueue: async (job, now) => worker.call('enqueue', [{ ...job, payload: requireJson('payload', job.payload) }, now]),
    claim: (...args) => worker.call('claim', args),
    extend: (...args) => worker.call('extend', args),
    complete: async (id, by, result, now) => worker.call('complete', [id, by, requireJson('result', result), now]),
    fail: (...args) => worker.call('fail', args),
    release: (...args) => worker.call('release', args),
    cancel: (...args) => worker.call('cancel', args),
    get: (...args) => worker.call('get', args),
    list: (...args) => worker.call('list', args),
    trim: (...args) => worker.call('trim', args),
    close: async () => {
      if (worker.status === 'closed') return;
      await worker.call('close', undefined);
      await worker.close();
    },
    kill: () => worker.kill(),
  };
}
