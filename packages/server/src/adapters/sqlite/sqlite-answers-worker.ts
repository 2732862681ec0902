import { workerData } from 'node:worker_threads';
import type { AnswerStore } from '../../domain/answer-store.js';
import { serveCalls } from '../../threads/serve-calls.js';
import { SqliteAnswersDatabase } from './sqlite-answers-database.js';

/** Methods of the store, each with its arguments as one list. */
type StoreMethods = {
  [K in Exclude<keyof AnswerStore, 'close'>]: (argument: Parameters<AnswerStore[K]>) => Awaited<ReturnType<AnswerStore[K]>>;
};

/** What the thread that owns the database of the answers answers. */
export interface SqliteAnswersMethods extends StoreMethods {
  open(argument: undefined): undefined;
  close(argument: undefined): undefined;
}

const { file, most } = workerData as { readonly file: string; readonly most: number | undefined };
let opened: SqliteAnswersDatabase | undefined;
const database = (): SqliteAnswersDatabase => (opened ??= new SqliteAnswersDatabase(file, most));

serveCalls<SqliteAnswersMethods>({
  open: () => void database(),
  begin: (args) => database().begin(...args),
  extend: (args) => database().extend(...args),
  keep: (args) => database().keep(...args),
  release: (args) => database().release(...args),
  close: () => {
    opened?.close();
    opened = undefined;
    return undefined;
  },
});
