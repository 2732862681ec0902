import { workerData } from 'node:worker_threads';
import { serveCalls } from '../../threads/serve-calls.js';
import type { CollectionRecord, Change, StoredItem, VectorSource, Write, WriteResult } from '../../domain/item-store.js';
import { SqliteDatabase } from './sqlite-database.js';

/** What the thread that owns the database answers. */
export interface SqliteMethods {
  open(argument: undefined): undefined;
  createCollection(argument: { name: string; source: VectorSource }): { created: boolean; record: CollectionRecord };
  collections(argument: undefined): CollectionRecord[];
  collection(name: string): CollectionRecord | undefined;
  deleteCollection(name: string): boolean;
  commit(argument: { collection: string; writes: readonly Write[] }): WriteResult[];
  get(argument: { collection: string; id: string }): StoredItem | undefined;
  vector(argument: { collection: string; id: string }): Float32Array | undefined;
  byKeys(argument: { collection: string; keys: readonly number[] }): StoredItem[];
  changes(argument: { collection: string; afterSeq: number; limit: number }): Change[];
  close(argument: undefined): undefined;
}

const { file } = workerData as { readonly file: string };
let opened: SqliteDatabase | undefined;
const database = (): SqliteDatabase => (opened ??= new SqliteDatabase(file));

serveCalls<SqliteMethods>({
  open: () => void database(),
  createCollection: ({ name, source }) => database().createCollection(name, source),
  collections: () => database().collections(),
  collection: (name) => database().collection(name),
  deleteCollection: (name) => database().deleteCollection(name),
  commit: ({ collection, writes }) => database().commit(collection, writes),
  get: ({ collection, id }) => database().get(collection, id),
  vector: ({ collection, id }) => database().vector(collection, id),
  byKeys: ({ collection, keys }) => database().byKeys(collection, keys),
  changes: ({ collection, afterSeq, limit }) => database().changes(collection, afterSeq, limit),
  close: () => {
    opened?.close();
    opened = undefined;
    return undefined;
  },
});
