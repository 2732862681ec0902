import type { Logger } from 'pino';
import type { ItemStore } from '../../domain/item-store.js';
import { superviseWorker } from '../../threads/supervised-worker.js';
import { workerUrl } from '../../threads/worker-channel.js';
import type { SqliteMethods } from './sqlite-worker.js';

/** Opens the embedded item store: one SQLite file, owned by one thread. A thread that dies is replaced; the call that was open rejects with
 * NOT_READY, its outcome unknown until it is repeated.
 * @param file is made when missing. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openSqliteItemStore(file: string, logger: Logger): Promise<ItemStore & { kill(): Promise<void> }> {
  const worker = await superviseWorker<SqliteMethods>({
    url: workerUrl('./sqlite-worker', import.meta.url),
    name: 'item store',
    data: { file },
    open: (channel) => channel.call('open', undefined),
    whileStarting: 'wait',
    logger,
  });
  return {
    createCollection: (name, source) => worker.call('createCollection', { name, source }),
    collections: () => worker.call('collections', undefined),
    collection: (name) => worker.call('collection', name),
    deleteCollection: (name) => worker.call('deleteCollection', name),
    commit: (collection, writes) => worker.call('commit', { collection, writes }),
    get: (collection, id) => worker.call('get', { collection, id }),
    vector: (collection, id) => worker.call('vector', { collection, id }),
    byKeys: (collection, keys) => worker.call('byKeys', { collection, keys }),
    changes: (collection, afterSeq, limit) => worker.call('changes', { collection, afterSeq, limit }),
    close: async () => {
      if (worker.status === 'closed') return;
      await worker.call('close', undefined);
      await worker.close();
    },
    kill: () => worker.kill(),
  };
}
