import { workerData } from 'node:worker_threads';
import type { FeedbackStore } from '../../domain/feedback-store.js';
import { serveCalls } from '../../threads/serve-calls.js';
import { SqliteFeedbackDatabase } from './sqlite-feedback-database.js';

/** Methods of the store, each with its arguments as one list. */
type StoreMethods = {
  [K in Exclude<keyof FeedbackStore, 'close'>]: (argument: Parameters<FeedbackStore[K]>) => Awaited<ReturnType<FeedbackStore[K]>>;
};

/** What the thread that owns the database of the feedback answers. */
export interface SqliteFeedbackMethods extends StoreMethods {
  open(argument: undefined): undefined;
  close(argument: undefined): undefined;
}

const { file } = workerData as { readonly file: string };
let opened: SqliteFeedbackDatabase | undefined;
const database = (): SqliteFeedbackDatabase => (opened ??= new SqliteFeedbackDatabase(file));

serveCalls<SqliteFeedbackMethods>({
  open: () => void database(),
  record: (args) => database().record(...args),
  get: (args) => database().get(...args),
  list: (args) => database().list(...args),
  counts: (args) => database().counts(...args),
  forget: (args) => database().forget(...args),
  scour: () => database().scour(),
  blobsInUse: (args) => database().blobsInUse(...args),
  close: () => {
    opened?.close();
    opened = undefined;
    return undefined;
  },
});
