import { WorkerChannel, workerUrl } from '../../threads/worker-channel.js';
import type { ItemStore } from '../../domain/item-store.js';
import type { SqliteMethods } from './sqlite-worker.js';

/** Opens the embedded item store: one SQLite file, owned by one thread. A thread that dies is replaced at the next call; the call that was open
 * rejects with NOT_READY, its outcome unknown until it is repeated.
 * @param file is made when missing. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openSqliteItemStore(file: string): Promise<ItemStore & { kill(): Promise<void> }> {
  let channel: WorkerChannel<SqliteMethods> | undefined;
  let closed = false;
  const start = (): WorkerChannel<SqliteMethods> =>
    new WorkerChannel<SqliteMethods>(workerUrl('./sqlite-worker', import.meta.url), {
      name: 'item store',
      data: { file },
      onDeath: () => (channel = closed ? channel : undefined),
    });
  const owner = (): WorkerChannel<SqliteMethods> => (channel ??= start());
  try {
    await owner().call('open', undefined);
  } catch (error) {
    await owner().terminate();
    throw error;
  }
  return {
    createCollection: (name, source) => owner().call('createCollection', { name, source }),
    collections: () => owner().call('collections', undefined),
    collection: (name) => owner().call('collection', name),
    deleteCollection: (name) => owner().call('deleteCollection', name),
    commit: (collection, writes) => owner().call('commit', { collection, writes }),
    get: (collection, id) => owner().call('get', { collection, id }),
    vector: (collection, id) => owner().call('vector', { collection, id }),
    byKeys: (collection, keys) => owner().call('byKeys', { collection, keys }),
    changes: (collection, afterSeq, limit) => owner().call('changes', { collection, afterSeq, limit }),
    close: async () => {
      if (closed) return;
      closed = true;
      await owner().call('close', undefined);
      await owner().terminate();
    },
    kill: () => owner().kill(),
  };
}
