import type { Migration } from '../migrate-database.js';

/** Entries in the order in which they were written. */
export const audit: Migration = {
  number: 1,
  sql: `
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, key_id TEXT, address TEXT, request_id TEXT,
  operation TEXT NOT NULL, target TEXT NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
  status INTEGER, code TEXT
) STRICT;
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_who ON audit (who, number);
CREATE INDEX audit_operation ON audit (operation, number);`,
};
