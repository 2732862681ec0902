import type { Migration } from '../migrate-database.js';

/** Requests by who asked and their key, with what was answered; null while they are under way. */
export const answers: Migration = {
  number: 1,
  sql: `
CREATE TABLE answers (
  caller TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, holder TEXT NOT NULL, heard_at TEXT NOT NULL, answer TEXT,
  PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_age ON answers (heard_at);`,
};
