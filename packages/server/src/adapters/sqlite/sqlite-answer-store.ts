import type { Logger } from 'pino';
import type { AnswerStore } from '../../domain/answer-store.js';
import { superviseWorker } from '../../threads/supervised-worker.js';
import { workerUrl } from '../../threads/worker-channel.js';
import type { SqliteAnswersMethods } from './sqlite-answers-worker.js';

/** Opens the embedded store of answers: one SQLite file, one thread of this process and any number of processes on it. A thread that dies is replaced; the call
 * that was open rejects with NOT_READY.
 * @param file is made when missing. @param most requests that are remembered; 10,000 by default. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openSqliteAnswerStore(file: string, logger: Logger, most?: number): Promise<AnswerStore> {
  const worker = await superviseWorker<SqliteAnswersMethods>({
    url: workerUrl('./sqlite-answers-worker', import.meta.url),
    name: 'answer store',
    data: { file, most },
    open: (channel) => channel.call('open', undefined),
    whileStarting: 'wait',
    logger,
  });
  return {
    begin: (...args) => worker.call('begin', args),
    extend: (...args) => worker.call('extend', args),
    keep: (...args) => worker.call('keep', args),
    release: (...args) => worker.call('release', args),
    close: async () => {
      if (worker.status === 'closed') return;
      await worker.call('close', undefined);
      await worker.close();
    },
  };
}
