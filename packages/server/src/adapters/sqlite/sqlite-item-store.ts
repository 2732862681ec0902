import type { Logger } from 'pino';
import type { ItemStore } from '../../domain/item-store.js';
import { UNMEASURED, type Measures } from '../../domain/measures.js';
import { superviseWorker } from '../../threads/supervised-worker.js';
import { workerUrl } from '../../threads/worker-channel.js';
import type { PurgeStore } from '../../domain/purge-store.js';
import { scourBeside } from './scour-beside.js';
import type { SqliteMethods } from './sqlite-worker.js';

/** Opens the embedded item store: one SQLite file, owned by one thread. A thread that dies is replaced; the call that was open rejects with
 * NOT_READY, its outcome unknown until it is repeated.
 * @param file is made when missing. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openSqliteItemStore(
  file: string,
  logger: Logger,
  measures: Measures = UNMEASURED,
): Promise<ItemStore & { readonly purges: PurgeStore; kill(): Promise<void> }> {
  const worker = await superviseWorker<SqliteMethods>({
    url: workerUrl('./sqlite-worker', import.meta.url),
    name: 'item store',
    data: { file },
    open: (channel) => channel.call('open', undefined),
    whileStarting: 'wait',
    onDeath: () => measures.died('store'),
    logger,
  });
  return {
    createCollection: (...args) => worker.call('createCollection', args),
    collections: (...args) => worker.call('collections', args),
    collection: (...args) => worker.call('collection', args),
    deleteCollection: (...args) => worker.call('deleteCollection', args),
    replaceCollection: (...args) => worker.call('replaceCollection', args),
    setAlias: (...args) => worker.call('setAlias', args),
    removeAlias: (...args) => worker.call('removeAlias', args),
    aliases: (...args) => worker.call('aliases', args),
    commit: (...args) => worker.call('commit', args),
    get: (...args) => worker.call('get', args),
    vector: (...args) => worker.call('vector', args),
    byKeys: (...args) => worker.call('byKeys', args),
    list: (...args) => worker.call('list', args),
    keysMatching: (...args) => worker.call('keysMatching', args),
    facets: (...args) => worker.call('facets', args),
    changes: (...args) => worker.call('changes', args),
    trim: (...args) => worker.call('trim', args),
    keys: (...args) => worker.call('keys', args),
    vectors: (...args) => worker.call('vectors', args),
    bounds: (...args) => worker.call('bounds', args),
    losses: (...args) => worker.call('losses', args),
    forgetLosses: (...args) => worker.call('forgetLosses', args),
    blobsInUse: (...args) => worker.call('blobsInUse', args),
    revision: (...args) => worker.call('revision', args),
    close: async () => {
      if (worker.status === 'closed') return;
      await worker.call('close', undefined);
      await worker.close();
    },
    kill: () => worker.kill(),
    purges: {
      begin: (...args) => worker.call('purges.begin', args),
      withdraw: (...args) => worker.call('purges.withdraw', args),
      get: (...args) => worker.call('purges.get', args),
      list: (...args) => worker.call('purges.list', args),
      pending: (...args) => worker.call('purges.pending', args),
      removed: (...args) => worker.call('purges.removed', args),
      leftovers: (...args) => worker.call('purges.leftovers', args),
      dropLeftovers: (...args) => worker.call('purges.dropLeftovers', args),
      failed: (...args) => worker.call('purges.failed', args),
      finish: (...args) => worker.call('purges.finish', args),
      scour: () => scourBeside('scour', file),
    },
  };
}
