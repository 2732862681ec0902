import Database from 'better-sqlite3';
import { ServerError } from '../../domain/errors.js';

/** How long it waits for others that write, or read what was before. */
const BUSY_MS = 10_000;

/** Writes a database file anew, without what its rows have left: pages that are free, and the bytes between cells of pages that are not. SQLite overwrites what it deletes
 * (`secure_delete`), but copies cells about and leaves those be; nor did earlier versions overwrite. Then empties the log of changes. Others may read meanwhile.
 * @throws ServerError STORAGE_FULL, NOT_READY where somebody is in the way. */
export function scourDatabase(file: string): void {
  const database = new Database(file, { fileMustExist: true, timeout: BUSY_MS });
  try {
    scour(database);
  } finally {
    database.close();
  }
}

/** The same on an open connection. */
export function scour(database: Database.Database): void {
  try {
    database.pragma('secure_delete = ON');
    database.exec('VACUUM');
    const [checkpoint] = database.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
    if (checkpoint?.busy !== 0) throw new Error('its log of changes is being read');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const code = cause instanceof Database.SqliteError ? cause.code : '';
    if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE')
      throw new ServerError('STORAGE_FULL', 'the disk has no room for writing the database anew, which takes as much again; make room', {
        cause,
      });
    if (code.startsWith('SQLITE_') && !code.startsWith('SQLITE_BUSY') && !code.startsWith('SQLITE_LOCKED')) throw cause;
    throw new ServerError('NOT_READY', `the database could not be written anew yet: ${reason}`, { cause, retryAfterSeconds: 5 });
  }
}
