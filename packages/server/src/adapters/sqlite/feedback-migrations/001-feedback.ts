import type { Migration } from '../migrate-database.js';

/** Records in the order in which their pictures were first told of, and how much there is of them. */
export const feedback: Migration = {
  number: 1,
  sql: `
CREATE TABLE feedback (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, predicted TEXT, probability REAL,
  unknown INTEGER CHECK (unknown IN (0, 1)), model_name TEXT, model_version INTEGER, may_train INTEGER NOT NULL CHECK (may_train IN (0, 1)),
  note TEXT, blob TEXT UNIQUE, bytes INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, earlier TEXT NOT NULL,
  CHECK (may_train = 1 OR (blob IS NULL AND note IS NULL)), CHECK (blob IS NOT NULL OR bytes = 0)
) STRICT;
CREATE INDEX feedback_label ON feedback (label, number);
CREATE INDEX feedback_updated ON feedback (updated_at);
CREATE TABLE usage (records INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
INSERT INTO usage VALUES (0, 0);
CREATE TRIGGER feedback_added AFTER INSERT ON feedback BEGIN UPDATE usage SET records = records + 1, bytes = bytes + new.bytes; END;
CREATE TRIGGER feedback_changed AFTER UPDATE OF bytes ON feedback BEGIN UPDATE usage SET bytes = bytes + new.bytes - old.bytes; END;
CREATE TRIGGER feedback_forgotten AFTER DELETE ON feedback BEGIN UPDATE usage SET records = records - 1, bytes = bytes - old.bytes; END;`,
};
