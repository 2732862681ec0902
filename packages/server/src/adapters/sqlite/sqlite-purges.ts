import type { PurgeStore } from '../../domain/purge-store.js';
import type { PurgeRows } from './purge-rows.js';

/** What of the port the thread of the database does. */
export type PurgeMethods = {
  [K in Exclude<keyof PurgeStore, 'scour'>]: (argument: Parameters<PurgeStore[K]>) => Awaited<ReturnType<PurgeStore[K]>>;
};

/** Purges as calls of a thread, each one transaction. @param write runs an action in one. @param onFinish called when a purge is finished. */
export function purgeMethods(rows: PurgeRows, write: <T>(action: () => T) => T, onFinish: () => void): PurgeMethods {
  return {
    begin: (args) => write(() => rows.begin(...args)),
    withdraw: (args) => write(() => rows.withdraw(...args)),
    get: (args) => rows.get(...args),
    list: (args) => rows.list(...args),
    pending: () => rows.pending(),
    removed: (args) => write(() => rows.removed(...args)),
    leftovers: (args) => rows.leftovers(...args),
    dropLeftovers: (args) => write(() => rows.dropLeftovers(...args)),
    failed: (args) => write(() => rows.failed(...args)),
    finish: (args) => {
      write(() => rows.finish(...args));
      onFinish();
    },
  };
}
