import { workerData } from 'node:worker_threads';
import type { AuditLog } from '../../domain/audit-log.js';
import { serveCalls } from '../../threads/serve-calls.js';
import { SqliteAuditDatabase } from './sqlite-audit-database.js';

/** Methods of the log, each with its arguments as one list. */
type LogMethods = {
  [K in Exclude<keyof AuditLog, 'close'>]: (argument: Parameters<AuditLog[K]>) => Awaited<ReturnType<AuditLog[K]>>;
};

/** What the thread that owns the database of the audit log answers. */
export interface SqliteAuditMethods extends LogMethods {
  open(argument: undefined): undefined;
  close(argument: undefined): undefined;
}

const { file } = workerData as { readonly file: string };
let opened: SqliteAuditDatabase | undefined;
const database = (): SqliteAuditDatabase => (opened ??= new SqliteAuditDatabase(file));

serveCalls<SqliteAuditMethods>({
  open: () => void database(),
  append: (args) => database().append(...args),
  query: (args) => database().query(...args),
  trim: (args) => database().trim(...args),
  close: () => {
    opened?.close();
    opened = undefined;
    return undefined;
  },
});
