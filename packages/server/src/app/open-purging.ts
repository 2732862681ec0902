import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import { createFolderBlobStore } from '../adapters/folder/folder-blob-store.js';
import { createHnswIndexes } from '../adapters/hnsw/hnsw-vector-indexes.js';
import { isDatabaseInUse } from '../adapters/sqlite/database-in-use.js';
import { openSqliteDriftStore } from '../adapters/sqlite/sqlite-drift-store.js';
import { openSqliteItemStore } from '../adapters/sqlite/sqlite-item-store.js';
import { CollectionRegistry } from '../collections/collection-registry.js';
import { keysOf } from '../collections/items/matching-items.js';
import { createPurgeService } from '../collections/purges/create-purge-service.js';
import { erasePending, type ErasingStep } from '../collections/purges/erase-pending.js';
import type { PurgeService } from '../collections/purges/purge-service.js';
import { ServerError } from '../domain/errors.js';
import type { Filter } from '../domain/filter.js';
import { holdersOf } from './backup/known-backups.js';
import type { Config } from './config.js';
import { createDropDerived } from './derived-folders.js';
import { openFeedbackStores } from './open-feedback.js';
import { createPictureTraces } from './picture-traces.js';

/** How soon what another process has committed is found, milliseconds. */
const POLL_MS = 1000;

/** Purging in a home that no server has open: no model is loaded. */
export interface Purging {
  readonly service: PurgeService;
  /** How many items fit. @throws ServerError COLLECTION_NOT_FOUND. */
  count(collection: string, filter: Filter): Promise<number>;
  /** Erases all that is pending. @returns how many purges were finished. */
  erase(options: { readonly signal: AbortSignal; readonly tell: (step: ErasingStep) => void }): Promise<number>;
  close(): Promise<void>;
}

/** @throws ServerError BAD_CONFIG where the home holds no items, STORE_LOCKED while another process has it open, STORE_DAMAGED. */
export async function openPurging(config: Config, logger: Logger): Promise<Purging> {
  const folder = path.join(config.home, 'server');
  const file = path.join(folder, 'items.sqlite');
  if (!existsSync(file))
    throw new ServerError('BAD_CONFIG', `--home: ${config.home} has no server/items.sqlite; there is nothing to purge`);
  if (isDatabaseInUse(file))
    throw new ServerError(
      'STORE_LOCKED',
      `a server, or another command, has ${config.home} open; ask the server instead (curl -X DELETE 'http://ADDRESS/v1/collections/NAME/items/ID?purge=true', ` +
        'or POST /v1/collections/NAME/delete-items with "purge": true; GET /v1/purges has the receipts), or stop it and try again',
    );
  const store = await openSqliteItemStore(file, logger);
  const feedback = await openFeedbackStores(config.home, logger);
  const drift = await openSqliteDriftStore(path.join(folder, 'drift.sqlite'), logger);
  const now = (): string => new Date().toISOString();
  const blobs = createFolderBlobStore(path.join(folder, 'blobs'));
  const indexes = createHnswIndexes({ ...config.hnsw, folder: path.join(folder, 'index') });
  const dropDerived = createDropDerived(folder);
  const { registry, ready } = await CollectionRegistry.open({
    ...{ store, blobs, indexes, logger, options: config.collections, maxCollections: config.limits.collections },
    ...{ dropDerived, now, pollMs: POLL_MS },
  });
  await ready;
  const deps = {
    ...{ registry, store, purges: store.purges, blobs, indexes, dropDerived, now },
    traces: createPictureTraces(feedback, drift, folder),
    holders: (purge: Parameters<typeof holdersOf>[1]) => holdersOf(config.home, purge),
  };
  const count = async (name: string, filter: Filter): Promise<number> =>
    (await keysOf(store, (await registry.get(name)).record, filter)).length;
  return {
    service: createPurgeService({ ...deps, count, wake: () => Promise.resolve() }),
    count,
    erase: (options) => erasePending(deps, options),
    close: async () => {
      await registry.close();
      await drift.close();
      await feedback.store.close();
      await store.close();
    },
  };
}
