import type { Logger } from 'pino';
import type { DriftStore } from '../../domain/drift-store.js';
import { superviseWorker } from '../../threads/supervised-worker.js';
import { workerUrl } from '../../threads/worker-channel.js';
import type { SqliteDriftMethods } from './sqlite-drift-worker.js';

/** Opens what models have seen: one SQLite file, one thread of this process and any number of processes on it. A thread that dies is replaced; the call
 * that was open rejects with NOT_READY.
 * @param file is made when missing. @returns the store, with `kill` for tests: its thread then dies as of a fault. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openSqliteDriftStore(file: string, logger: Logger): Promise<DriftStore & { kill(): Promise<void> }> {
  const worker = await superviseWorker<SqliteDriftMethods>({
    url: workerUrl('./sqlite-drift-worker', import.meta.url),
    name: 'drift',
    data: { file },
    open: (channel) => channel.call('open', undefined),
    whileStarting: 'wait',
    logger,
  });
  return {
    put: (...args) => worker.call('put', args),
    blocks: (...args) => worker.call('blocks', args),
    settle: (...args) => worker.call('settle', args),
    keepExample: (...args) => worker.call('keepExample', args),
    examples: (...args) => worker.call('examples', args),
    thumbnail: (...args) => worker.call('thumbnail', args),
    countExamples: (...args) => worker.call('countExamples', args),
    forgetExample: (...args) => worker.call('forgetExample', args),
    scour: (...args) => worker.call('scour', args),
    forget: (...args) => worker.call('forget', args),
    close: async () => {
      if (worker.status === 'closed') return;
      await worker.call('close', undefined);
      await worker.close();
    },
    kill: () => worker.kill(),
  };
}
