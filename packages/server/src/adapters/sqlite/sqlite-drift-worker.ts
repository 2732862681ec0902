import { workerData } from 'node:worker_threads';
import type { DriftStore } from '../../domain/drift-store.js';
import { serveCalls } from '../../threads/serve-calls.js';
import { SqliteDriftDatabase } from './sqlite-drift-database.js';

/** Methods of the store, each with its arguments as one list. */
type StoreMethods = {
  [K in Exclude<keyof DriftStore, 'close'>]: (argument: Parameters<DriftStore[K]>) => Awaited<ReturnType<DriftStore[K]>>;
};

/** What the thread that owns the database of the drift answers. */
export interface SqliteDriftMethods extends StoreMethods {
  open(argument: undefined): undefined;
  close(argument: undefined): undefined;
}

const { file } = workerData as { readonly file: string };
let opened: SqliteDriftDatabase | undefined;
const database = (): SqliteDriftDatabase => (opened ??= new SqliteDriftDatabase(file));

serveCalls<SqliteDriftMethods>({
  open: () => void database(),
  put: (args) => database().put(...args),
  blocks: (args) => database().blocks(...args),
  settle: (args) => database().settle(...args),
  keepExample: (args) => database().keepExample(...args),
  examples: (args) => database().examples(...args),
  thumbnail: (args) => database().thumbnail(...args),
  countExamples: () => database().countExamples(),
  forgetExample: (args) => database().forgetExample(...args),
  scour: () => database().scour(),
  forget: (args) => database().forget(...args),
  close: () => {
    opened?.close();
    opened = undefined;
    return undefined;
  },
});
