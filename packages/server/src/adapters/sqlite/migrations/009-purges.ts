import type { Migration } from '../migrate-database.js';

/** What is to be erased, with the receipts of what was; the pictures that are still to be deleted for it; and up to which seq removals of a collection are to
 * leave no trace. */
export const purges: Migration = {
  number: 9,
  sql: `
ALTER TABLE collections ADD COLUMN erased_seq INTEGER NOT NULL DEFAULT 0;
CREATE TABLE purges (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, what TEXT NOT NULL, collection INTEGER, name TEXT, filter TEXT,
  requested_at TEXT NOT NULL, removed_at TEXT, finished_at TEXT, items INTEGER NOT NULL, ids TEXT NOT NULL, sha256 TEXT NOT NULL, problem TEXT,
  held_by TEXT NOT NULL
) STRICT;
CREATE INDEX purges_pending ON purges (number) WHERE finished_at IS NULL;
CREATE TABLE purge_leftovers (blob TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;`,
};
