import type { Migration } from '../migrate-database.js';

/** Versions of items, aliases of collections, how far removals have been forgotten, and a number that grows with every commit. */
export const versionsAndAliases: Migration = {
  number: 3,
  sql: `
ALTER TABLE items ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE items ADD COLUMN updated_at TEXT NOT NULL DEFAULT '';
UPDATE items SET updated_at = created_at;
ALTER TABLE collections ADD COLUMN trimmed_seq INTEGER NOT NULL DEFAULT 0;
CREATE TABLE aliases (
  alias TEXT NOT NULL PRIMARY KEY COLLATE NOCASE, collection INTEGER NOT NULL REFERENCES collections(number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE revision (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), number INTEGER NOT NULL) STRICT;
INSERT INTO revision VALUES (1, 0);`,
};
