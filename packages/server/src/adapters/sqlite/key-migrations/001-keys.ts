import type { Migration } from '../migrate-database.js';

/** Keys in the order in which they came, and a number that grows with every change that those who keep them at hand have to hear of. */
export const keys: Migration = {
  number: 1,
  sql: `
CREATE TABLE keys (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('reader', 'writer', 'admin')), collections TEXT, requests_per_minute INTEGER,
  hash TEXT NOT NULL, previous_hash TEXT, previous_until TEXT,
  created_at TEXT NOT NULL, rotated_at TEXT, expires_at TEXT, revoked_at TEXT, last_used_at TEXT
) STRICT;
CREATE UNIQUE INDEX key_names ON keys (name) WHERE revoked_at IS NULL;
CREATE TABLE revision (number INTEGER NOT NULL) STRICT;
INSERT INTO revision VALUES (0);`,
};
