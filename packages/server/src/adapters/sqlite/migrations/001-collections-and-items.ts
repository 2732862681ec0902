import type { Migration } from '../migrate-database.js';

/** Collections, their items and the keys that were removed: the format of the first release. */
export const collectionsAndItems: Migration = {
  number: 1,
  sql: `
CREATE TABLE collections (
  number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE, created_at TEXT NOT NULL,
  model_name TEXT NOT NULL, model_version INTEGER NOT NULL, encoder_hash TEXT NOT NULL, embedding_size INTEGER NOT NULL,
  items INTEGER NOT NULL DEFAULT 0, last_seq INTEGER NOT NULL DEFAULT 0, next_key INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE items (
  collection INTEGER NOT NULL REFERENCES collections(number) ON DELETE CASCADE, id TEXT NOT NULL, key INTEGER NOT NULL, seq INTEGER NOT NULL,
  label TEXT, metadata TEXT NOT NULL, content_hash TEXT NOT NULL, blob TEXT NOT NULL, created_at TEXT NOT NULL, vector BLOB NOT NULL,
  UNIQUE (collection, id), UNIQUE (collection, key), UNIQUE (collection, seq)
) STRICT;
CREATE TABLE removals (
  collection INTEGER NOT NULL REFERENCES collections(number) ON DELETE CASCADE, seq INTEGER NOT NULL, key INTEGER NOT NULL,
  PRIMARY KEY (collection, seq)
) STRICT, WITHOUT ROWID;`,
};
