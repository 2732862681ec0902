import type { Migration } from '../migrate-database.js';

/** Sums of what models have seen of late, how measures stand, and pictures to look at. */
export const drift: Migration = {
  number: 1,
  sql: `
CREATE TABLE blocks (
  id TEXT PRIMARY KEY, model TEXT NOT NULL, began TEXT NOT NULL, ended TEXT NOT NULL, pictures INTEGER NOT NULL, embeddings BLOB NOT NULL,
  confidence TEXT NOT NULL, predicted TEXT NOT NULL, judged INTEGER NOT NULL, unknown INTEGER NOT NULL
) STRICT;
CREATE INDEX blocks_of_model ON blocks (model, ended);
CREATE INDEX blocks_by_time ON blocks (ended);
CREATE TABLE standing (
  model TEXT NOT NULL, measure TEXT NOT NULL, verdict TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (model, measure)
) STRICT, WITHOUT ROWID;
CREATE TABLE examples (
  id TEXT PRIMARY KEY, model TEXT NOT NULL, measure TEXT NOT NULL, drive REAL NOT NULL, seen_at TEXT NOT NULL, label TEXT NOT NULL,
  confidence REAL NOT NULL, unknown INTEGER CHECK (unknown IN (0, 1)), bytes INTEGER NOT NULL, jpeg BLOB NOT NULL
) STRICT;
CREATE INDEX examples_of_model ON examples (model, measure, drive);
CREATE INDEX examples_by_time ON examples (seen_at);`,
};
