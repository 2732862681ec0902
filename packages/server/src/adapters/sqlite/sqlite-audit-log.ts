import type { Logger } from 'pino';
import type { AuditLog } from '../../domain/audit-log.js';
import { superviseWorker } from '../../threads/supervised-worker.js';
import { workerUrl } from '../../threads/worker-channel.js';
import type { SqliteAuditMethods } from './sqlite-audit-worker.js';

/** Opens the embedded audit log: one SQLite file, one thread of this process and any number of processes on it. A thread that dies is replaced; the call
 * that was open rejects with NOT_READY.
 * @param file is made when missing. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openSqliteAuditLog(file: string, logger: Logger): Promise<AuditLog> {
  const worker = await superviseWorker<SqliteAuditMethods>({
    url: workerUrl('./sqlite-audit-worker', import.meta.url),
    name: 'audit log',
    data: { file },
    open: (channel) => channel.call('open', undefined),
    whileStarting: 'wait',
    logger,
  });
  return {
    append: (...args) => worker.call('append', args),
    query: (...args) => worker.call('query', args),
    trim: (...args) => worker.call('trim', args),
    close: async () => {
      if (worker.status === 'closed') return;
      await worker.call('close', undefined);
      await worker.close();
    },
  };
}
