import type { Logger } from 'pino';
import type { FeedbackStore } from '../../domain/feedback-store.js';
import { superviseWorker } from '../../threads/supervised-worker.js';
import { workerUrl } from '../../threads/worker-channel.js';
import type { SqliteFeedbackMethods } from './sqlite-feedback-worker.js';

/** Opens the embedded feedback: one SQLite file, one thread of this process and any number of processes on it. A thread that dies is replaced; the call
 * that was open rejects with NOT_READY.
 * @param file is made when missing. @returns the store, with `kill` for tests: its thread then dies as of a fault. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openSqliteFeedbackStore(file: string, logger: Logger): Promise<FeedbackStore & { kill(): Promise<void> }> {
  const worker = await superviseWorker<SqliteFeedbackMethods>({
    url: workerUrl('./sqlite-feedback-worker', import.meta.url),
    name: 'feedback',
    data: { file },
    open: (channel) => channel.call('open', undefined),
    whileStarting: 'wait',
    logger,
  });
  return {
    record: (...args) => worker.call('record', args),
    get: (...args) => worker.call('get', args),
    list: (...args) => worker.call('list', args),
    counts: (...args) => worker.call('counts', args),
    forget: (...args) => worker.call('forget', args),
    scour: (...args) => worker.call('scour', args),
    blobsInUse: (...args) => worker.call('blobsInUse', args),
    close: async () => {
      if (worker.status === 'closed') return;
      await worker.call('close', undefined);
      await worker.close();
    },
    kill: () => worker.kill(),
  };
}
