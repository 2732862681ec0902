import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { ServerError } from '../../domain/errors.js';
import { matchesFilter, type Filter } from '../../domain/filter.js';
import { readStoredMetadata } from '../../domain/metadata-rules.js';
import { migrateDatabase } from './migrate-database.js';
import { ALL_MIGRATIONS } from './migrations/all-migrations.js';

/** How long a call waits for another process that writes. */
const BUSY_TIMEOUT_MS = 5000;

/** Opens the database of the item store, brings it to the format of this program, and sees to it that a commit survives the power going. Other processes
 * may have it open as well.
 * @param file is made when missing, with its folder. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export function openDatabase(file: string): Database.Database {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    try {
      prepare(database);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (cause) {
    throw describeOpenError(file, cause);
  }
}

function prepare(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
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
  migrateDatabase(database, ALL_MIGRATIONS);
  // Another process may hold the database for itself, as those of earlier releases did: better met here than at the first write.
  database.exec('BEGIN IMMEDIATE; COMMIT');
  // The filter of the statement that runs; parsed once, not for each row.
  let known: { readonly text: unknown; readonly filter: Filter } = { text: undefined, filter: { or: [] } };
  database.function('fits', { deterministic: true, directOnly: true }, (text, id, label, createdAt, metadata) => {
    if (known.text !== text) known = { text, filter: JSON.parse(text as string) as Filter };
    const item = { id: id as string, label: label as string | null, createdAt: createdAt as string };
    const fits = matchesFilter(known.filter, {
      ...item,
      get metadata() {
        return readStoredMetadata(metadata as string);
      },
    });
    return fits ? 1 : 0;
  });
}

function describeOpenError(file: string, cause: unknown): ServerError {
  if (cause instanceof ServerError) return cause;
  const code = cause instanceof Database.SqliteError ? cause.code : undefined;
  if (code?.startsWith('SQLITE_BUSY') === true || code?.startsWith('SQLITE_LOCKED') === true)
    return new ServerError('STORE_LOCKED', `${file} is in use by another process that lets nobody in; stop that one and try again`, {
      cause,
    });
  if (code === 'SQLITE_FULL') return new ServerError('STORAGE_FULL', `${file} cannot be opened: the disk is full; make room`, { cause });
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ServerError('STORE_DAMAGED', `${file} cannot be opened: ${reason}; restore a backup, or move it away to start empty`, {
    cause,
  });
}
