import { workerData } from 'node:worker_threads';
import type { JobQueue } from '../../domain/job-queue.js';
import { serveCalls } from '../../threads/serve-calls.js';
import { SqliteJobsDatabase } from './sqlite-jobs-database.js';

/** Methods of the queue, each with its arguments as one list. */
type QueueMethods = {
  [K in Exclude<keyof JobQueue, 'close'>]: (argument: Parameters<JobQueue[K]>) => Awaited<ReturnType<JobQueue[K]>>;
};

/** What the thread that owns the database of the jobs answers. */
export interface SqliteJobsMethods extends QueueMethods {
  open(argument: undefined): undefined;
  close(argument: undefined): undefined;
}

const { file } = workerData as { readonly file: string };
let opened: SqliteJobsDatabase | undefined;
const database = (): SqliteJobsDatabase => (opened ??= new SqliteJobsDatabase(file));

serveCalls<SqliteJobsMethods>({
  open: () => void database(),
  enqueue: (args) => database().enqueue(...args),
  claim: (args) => database().claim(...args),
  extend: (args) => database().extend(...args),
  complete: (args) => database().complete(...args),
  fail: (args) => database().fail(...args),
  release: (args) => database().release(...args),
  cancel: (args) => database().cancel(...args),
  get: (args) => database().get(...args),
  list: (args) => database().list(...args),
  trim: (args) => database().trim(...args),
  close: () => {
    opened?.close();
    opened = undefined;
    return undefined;
  },
});
