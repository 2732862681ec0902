import type { Logger } from 'pino';
import type { KeyStore } from '../../domain/key-store.js';
import { superviseWorker } from '../../threads/supervised-worker.js';
import { workerUrl } from '../../threads/worker-channel.js';
import type { SqliteKeysMethods } from './sqlite-keys-worker.js';

/** Opens the embedded key store: one SQLite file, one thread of this process and any number of processes on it. A thread that dies is replaced; the call
 * that was open rejects with NOT_READY.
 * @param file is made when missing. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openSqliteKeyStore(file: string, logger: Logger): Promise<KeyStore> {
  const worker = await superviseWorker<SqliteKeysMethods>({
    url: workerUrl('./sqlite-keys-worker', import.meta.url),
    name: 'key store',
    data: { file },
    open: (channel) => channel.call('open', undefined),
    whileStarting: 'wait',
    logger,
  });
  return {
    read: (...args) => worker.call('read', args),
    add: (...args) => worker.call('add', args),
    rotate: (...args) => worker.call('rotate', args),
    revoke: (...args) => worker.call('revoke', args),
    touch: (...args) => worker.call('touch', args),
    close: async () => {
      if (worker.status === 'closed') return;
      await worker.call('close', undefined);
      await worker.close();
    },
  };
}
