import { workerData } from 'node:worker_threads';
import type { ItemStore } from '../../domain/item-store.js';
import { serveCalls, Transferred } from '../../threads/serve-calls.js';
import { SqliteDatabase } from './sqlite-database.js';
import type { PurgeMethods } from './sqlite-purges.js';

/** Methods of the store, each with its arguments as one list. */
type StoreMethods = {
  [K in Exclude<keyof ItemStore, 'close'>]: (argument: Parameters<ItemStore[K]>) => Awaited<ReturnType<ItemStore[K]>>;
};

/** Purges, apart from what is asked of items. */
type PrefixedPurgeMethods = { [K in keyof PurgeMethods as `purges.${K}`]: PurgeMethods[K] };

/** What the thread that owns the database answers. */
export interface SqliteMethods extends StoreMethods, PrefixedPurgeMethods {
  open(argument: undefined): undefined;
  close(argument: undefined): undefined;
}

const { file } = workerData as { readonly file: string };
let opened: SqliteDatabase | undefined;
const database = (): SqliteDatabase => (opened ??= new SqliteDatabase(file));

serveCalls<SqliteMethods>({
  open: () => void database(),
  createCollection: (args) => database().createCollection(...args),
  collections: () => database().collections(),
  collection: (args) => database().collection(...args),
  deleteCollection: (args) => database().deleteCollection(...args),
  replaceCollection: (args) => database().replaceCollection(...args),
  setAlias: (args) => database().setAlias(...args),
  removeAlias: (args) => database().removeAlias(...args),
  aliases: () => database().aliases(),
  commit: (args) => database().commit(...args),
  get: (args) => database().get(...args),
  vector: (args) => database().vector(...args),
  byKeys: (args) => database().byKeys(...args),
  list: (args) => database().list(...args),
  keysMatching: (args) => {
    const matching = database().keysMatching(...args);
    return new Transferred(matching, [matching.keys.buffer]);
  },
  facets: (args) => database().facets(...args),
  changes: (args) => database().changes(...args),
  trim: (args) => database().trim(...args),
  keys: (args) => database().keys(...args),
  vectors: (args) => database().vectors(...args),
  bounds: () => database().bounds(),
  losses: () => database().losses(),
  forgetLosses: () => database().forgetLosses(),
  blobsInUse: (args) => database().blobsInUse(...args),
  revision: () => database().revision(),
  'purges.begin': (args) => database().purges.begin(args),
  'purges.withdraw': (args) => database().purges.withdraw(args),
  'purges.get': (args) => database().purges.get(args),
  'purges.list': (args) => database().purges.list(args),
  'purges.pending': (args) => database().purges.pending(args),
  'purges.removed': (args) => database().purges.removed(args),
  'purges.leftovers': (args) => database().purges.leftovers(args),
  'purges.dropLeftovers': (args) => database().purges.dropLeftovers(args),
  'purges.failed': (args) => database().purges.failed(args),
  'purges.finish': (args) => database().purges.finish(args),
  close: () => {
    opened?.close();
    opened = undefined;
    return undefined;
  },
});
