import Database from 'better-sqlite3';
import { ServerError } from '../../domain/errors.js';

/** Whether any process has a database open: each holds a shared lock for as long, which leaves no room for an exclusive one.
 * @throws ServerError STORE_DAMAGED where it cannot be read. */
export function isDatabaseInUse(file: string): boolean {
  const database = new Database(file, { fileMustExist: true, timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    return false;
  } catch (cause) {
    const code = cause instanceof Database.SqliteError ? cause.code : '';
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return true;
    throw new ServerError('STORE_DAMAGED', `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    database.close();
  }
}
