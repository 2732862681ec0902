import { workerData } from 'node:worker_threads';
import type { KeyStore } from '../../domain/key-store.js';
import { serveCalls } from '../../threads/serve-calls.js';
import { SqliteKeysDatabase } from './sqlite-keys-database.js';

/** Methods of the store, each with its arguments as one list. */
type StoreMethods = {
  [K in Exclude<keyof KeyStore, 'close'>]: (argument: Parameters<KeyStore[K]>) => Awaited<ReturnType<KeyStore[K]>>;
};

/** What the thread that owns the database of the keys answers. */
export interface SqliteKeysMethods extends StoreMethods {
  open(argument: undefined): undefined;
  close(argument: undefined): undefined;
}

const { file } = workerData as { readonly file: string };
let opened: SqliteKeysDatabase | undefined;
const database = (): SqliteKeysDatabase => (opened ??= new SqliteKeysDatabase(file));

serveCalls<SqliteKeysMethods>({
  open: () => void database(),
  read: ([known]) => database().read(known),
  add: (args) => database().add(...args),
  rotate: (args) => database().rotate(...args),
  revoke: (args) => database().revoke(...args),
  touch: (args) => database().touch(...args),
  close: () => {
    opened?.close();
    opened = undefined;
    return undefined;
  },
});
