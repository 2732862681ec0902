import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { ServerError } from '../../domain/errors.js';
import { migrateDatabase, type Migration } from './migrate-database.js';

/** How long a call waits for another process that writes. */
const BUSY_TIMEOUT_MS = 5000;
/** How long one that makes the file waits before it looks again whether another has done so. */
const WAL_RETRY_MS = 5;

/** Opens a database that several processes may have open, brings it to the format of this program, and sees to it that a commit survives the power
 * going.
 * @param file is made when missing, with its folder. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export function openDatabase(file: string, migrations: readonly Migration[]): Database.Database {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    try {
      prepare(database, migrations);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (cause) {
    throw describeOpenError(file, cause);
  }
}

/** Runs an action in one transaction that no other process writes in.
 * @throws ServerError STORAGE_FULL, NOT_READY, or what the action threw; nothing is then written. */
export function writeTransaction<T>(database: Database.Database, action: () => T): T {
  try {
    return database.transaction(action).immediate();
  } catch (cause) {
    const code = cause instanceof Database.SqliteError ? cause.code : '';
    if (code === 'SQLITE_FULL')
      throw new ServerError('STORAGE_FULL', 'the disk is full: nothing was changed; make room and try again', { cause });
    // Also where files may not grow any more (RLIMIT_FSIZE).
    if (code === 'SQLITE_IOERR_WRITE')
      throw new ServerError(
        'STORAGE_FULL',
        'the database could not be written: nothing was changed; see whether files may not grow any more (ulimit -f), or the disk is broken',
        { cause },
      );
    if (code.startsWith('SQLITE_BUSY'))
      throw new ServerError('NOT_READY', 'another process has been writing to the database for long; try again', {
        cause,
        retryAfterSeconds: 2,
      });
    throw cause;
  }
}

function prepare(database: Database.Database, migrations: readonly Migration[]): void {
  enterWal(database);
  // better-sqlite3 opens WAL databases with NORMAL, which may lose the last commits when the power goes.
  database.pragma('synchronous = FULL');
  database.pragma('trusted_schema = OFF');
  const mode = database.pragma('journal_mode', { simple: true });
  const synchronous = database.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== 2)
    throw new ServerError(
      'STORE_DAMAGED',
      `database: needs journal_mode wal and synchronous 2, got ${String(mode)} and ${String(synchronous)}`,
    );
  migrateDatabase(database, migrations);
  // Another process may hold the database for itself, as those of earlier releases did: better met here than at the first write.
  database.exec('BEGIN IMMEDIATE; COMMIT');
}

/** Sets a new file to WAL. SQLite refuses this at once, without its busy timeout, while another process does the same: asked again until that one is
 * through. */
function enterWal(database: Database.Database): void {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || performance.now() >= deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAL_RETRY_MS);
    }
  }
}

function describeOpenError(file: string, cause: unknown): ServerError {
  if (cause instanceof ServerError) return cause;
  const code = cause instanceof Database.SqliteError ? cause.code : undefined;
  if (code?.startsWith('SQLITE_BUSY') === true || code?.startsWith('SQLITE_LOCKED') === true)
    return new ServerError('STORE_LOCKED', `${file} is in use by another process that lets nobody in; stop that one and try again`, {
      cause,
    });
  if (code === 'SQLITE_FULL') return new ServerError('STORAGE_FULL', `${file} cannot be opened: the disk is full; make room`, { cause });
  if (code?.startsWith('SQLITE_READONLY') === true)
    return new ServerError('BAD_CONFIG', `${file} may not be written; make it writable, or give another folder with --home DIR`, { cause });
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ServerError(
    'STORE_DAMAGED',
    `${file} cannot be opened: ${reason}; restore a backup (supcon-server restore --help), or move it away`,
    {
      cause,
    },
  );
}
